import { useTranslation } from "react-i18next";
import type { Secret } from "../api/types";
import { useFormat } from "../hooks/useFormat";
import { useNow } from "../hooks/useNow";

export function Day({ of }: { of: string }) {
  const format = useFormat();
  return (
    <time dateTime={of} title={format.moment(of)}>
      {format.day(of)}
    </time>
  );
}

/** The day, and below it how long that is from now. */
export function Expires({ of }: { of: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (of === null) {
    return <>{t("kpNever")}</>;
  }
  return (
    <>
      <Day of={of} />
      <small className="keypath-second">{format.relative(of, now)}</small>
    </>
  );
}

/** How long ago, and from which address. */
export function LastUse({ of: { lastUsedAt, lastUsedFrom } }: { of: Pick<Secret, "lastUsedAt" | "lastUsedFrom"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (lastUsedAt === null) {
    return <span className="keypath-quiet">{t("kpNotUsed")}</span>;
  }
  return (
    <>
      <time dateTime={lastUsedAt} title={format.moment(lastUsedAt)}>
        {format.relative(lastUsedAt, now)}
      </time>
      {lastUsedFrom !== null && (
        <small className="keypath-second">
          <bdi dir="ltr">{lastUsedFrom}</bdi>
        </small>
      )}
    </>
  );
}
