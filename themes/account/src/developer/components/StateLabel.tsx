import { Label } from "@patternfly/react-core";
import { BanIcon, CheckCircleIcon, ExclamationTriangleIcon, OffIcon } from "@patternfly/react-icons";
import { useTranslation } from "react-i18next";
import type { Secret } from "../api/types";
import { useNow } from "../hooks/useNow";
import { endsSoon } from "../logic/expiry";

type Props = { of: Pick<Secret, "state" | "stateReason" | "createdAt" | "expiresAt"> };

/** Whether it is good, and if not, why. */
export function StateLabel({ of: { state, stateReason, createdAt, expiresAt } }: Props) {
  const { t } = useTranslation();
  const now = useNow();
  const reason = stateReason ? t(`kpReason_${stateReason}`, { defaultValue: "" }) : "";
  if (state === "active") {
    return endsSoon(createdAt, expiresAt, now) ? (
      <Label isCompact color="orange" icon={<ExclamationTriangleIcon />}>
        {t("kpEndsSoon")}
      </Label>
    ) : (
      <Label isCompact color="green" icon={<CheckCircleIcon />}>
        {t("kpState_active")}
      </Label>
    );
  }
  return (
    <Label
      isCompact
      color={state === "expired" ? "red" : "grey"}
      icon={state === "expired" ? <BanIcon /> : <OffIcon />}
    >
      {reason === "" ? t(`kpState_${state}`) : reason}
    </Label>
  );
}
