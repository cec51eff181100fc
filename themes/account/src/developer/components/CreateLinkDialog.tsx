import { FormGroup, TextArea } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { IssuedShare, LifetimePolicy, SharePolicy } from "../api/types";
import { useApi } from "../hooks/useApi";
import { useNow } from "../hooks/useNow";
import { useSubmit } from "../hooks/useSubmit";
import { DAY, endOf, expiryFault, type Expiry } from "../logic/expiry";
import { entries, isOrigin, newRow, pathErrors, weakest } from "../logic/tokenForm";
import { AccessRow } from "./AccessRows";
import { ExpiryField } from "./ExpiryField";
import { FieldError } from "./FieldError";
import { FormDialog } from "./FormDialog";
import { Problem } from "./Problem";

type Props = { policy: SharePolicy; onIssued: (share: IssuedShare) => void; onClose: () => void };

// The server sets no bounds to the life of a share.
const LIFETIMES: LifetimePolicy = { defaultLifetime: 30 * DAY, maxLifetime: 3650 * DAY, unlimited: true };

/** A path for whoever has the link. */
export function CreateLinkDialog({ policy, onIssued, onClose }: Props) {
  const { t } = useTranslation();
  const { shares } = useApi();
  const now = useNow();
  const { pending, error, submit } = useSubmit();
  const [row, setRow] = useState(() => newRow("", weakest(policy)));
  const [origins, setOrigins] = useState("");
  const [attempted, setAttempted] = useState(false);
  const [expiry, setExpiry] = useState<Expiry>({ kind: "seconds", seconds: LIFETIMES.defaultLifetime });
  const late = expiryFault(expiry, LIFETIMES, now);
  const fault = pathErrors([row], policy.limits)[row.key];
  const wrongOrigin = entries(origins).find((origin) => !isOrigin(origin));
  const originError =
    wrongOrigin !== undefined
      ? t("kpOriginWrong", { origin: wrongOrigin })
      : entries(origins).length > policy.limits.allowedOrigins
        ? t("kpTooMany", { max: policy.limits.allowedOrigins })
        : undefined;

  const create = () => {
    setAttempted(true);
    if (fault === undefined && late === null && originError === undefined) {
      submit(() => {
        const end = endOf(expiry, LIFETIMES, new Date());
        return shares.create({
          path: row.path.trim(),
          principal: "link",
          access: row.access,
          ...(end === null ? {} : { expiresAt: end.toISOString() }),
          ...(entries(origins).length === 0 ? {} : { allowedOrigins: entries(origins) }),
        });
      }, onIssued);
    }
  };
  return (
    <FormDialog
      title={t("kpCreateLink")}
      description={t("kpCreateLinkText")}
      label={t("kpCreateLink")}
      large
      pending={pending}
      onSubmit={create}
      onClose={onClose}
      problem={error !== undefined && <Problem error={error} />}
    >
      <FormGroup label={t("kpReaches")} isRequired role="group">
        <AccessRow
          row={row}
          number={1}
          actions={policy.actions}
          error={attempted && fault !== undefined ? t(fault.key) : undefined}
          onChange={setRow}
        />
      </FormGroup>
      <ExpiryField
        id="link-expiry"
        label={t("kpExpires")}
        policy={LIFETIMES}
        value={expiry}
        onChange={setExpiry}
        error={late === null ? undefined : t(`kpExpiry_${late}`)}
      />
      <FormGroup label={t("kpOrigins")} fieldId="link-origins">
        <TextArea
          id="link-origins"
          dir="ltr"
          rows={2}
          value={origins}
          onChange={(_, value) => setOrigins(value)}
          aria-describedby="link-origins-help"
          validated={attempted && originError !== undefined ? "error" : "default"}
        />
        <FieldError id="link-origins-help" error={attempted ? originError : undefined} help={t("kpOriginsHelp")} />
      </FormGroup>
    </FormDialog>
  );
}
