import { FormGroup, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TokenPolicy } from "../api/types";
import { useApi } from "../hooks/useApi";
import { useNow } from "../hooks/useNow";
import { useSubmit } from "../hooks/useSubmit";
import { expiryFault, toSeconds, type Expiry } from "../logic/expiry";
import { errorPlace } from "../logic/fieldErrors";
import { newRow, pathErrors, toEntries, weakest } from "../logic/tokenForm";
import { AccessRows } from "./AccessRows";
import { ExpiryField } from "./ExpiryField";
import { FieldError } from "./FieldError";
import { FormDialog } from "./FormDialog";
import { Problem } from "./Problem";

type Props = {
  policy: TokenPolicy;
  /** A secret that was just made; else the user gives one. */
  secret: string;
  onIssued: (token: string) => void;
  onClose: () => void;
};

const MAX_NAME = 255;

/** A JWT with a lifetime that the user picks, got with a developer secret as a script would get it. */
export function LongLifetimeDialog({ policy: realmPolicy, secret: given, onIssued, onClose }: Props) {
  const { t } = useTranslation();
  const { secrets } = useApi();
  const now = useNow();
  const { pending, error, submit } = useSubmit();
  // The grant knows no token without an end.
  const policy: TokenPolicy = { ...realmPolicy, unlimited: false };
  const [secret, setSecret] = useState(given);
  const [name, setName] = useState("");
  const [attempted, setAttempted] = useState(false);
  const [rows, setRows] = useState(() => [newRow("", weakest(policy))]);
  const [expiry, setExpiry] = useState<Expiry>({ kind: "seconds", seconds: policy.defaultLifetime });
  const late = expiryFault(expiry, policy, now);
  const typed = rows.filter((row) => row.path.trim() !== "");
  const faults = pathErrors(typed, policy.limits);
  const place = error?.status === 400 ? errorPlace(error.message).field : null;
  const refused = error?.status === 401;
  const secretError =
    attempted && secret.trim() === "" ? t("kpSecretMissing") : refused ? t("kpSecretRefused") : undefined;
  const expiryError = late === null ? (place === "expiry" ? error?.message : undefined) : t(`kpExpiry_${late}`);

  const get = () => {
    setAttempted(true);
    const lifetime = toSeconds(expiry, policy, new Date());
    if (secret.trim() === "" || late !== null || lifetime === null || Object.keys(faults).length > 0) {
      return;
    }
    const scope = toEntries(typed)
      .map(({ path, access }) => `${access}:${encodeURI(decodeURI(path))}`)
      .join(" ");
    submit(
      () => secrets.longLifetimeToken({ secret: secret.trim(), name: name.trim(), lifetime, scope }),
      (answer) => onIssued(answer.access_token),
    );
  };
  return (
    <FormDialog
      title={t("kpLongLifetime")}
      description={t("kpLongLifetimeText")}
      label={t("kpGenerate")}
      large
      pending={pending}
      onSubmit={get}
      onClose={onClose}
      problem={error !== undefined && !refused && place !== "expiry" && <Problem error={error} />}
    >
      {given === "" && (
        <FormGroup label={t("kpSecret")} isRequired fieldId="long-secret">
          <TextInput
            id="long-secret"
            type="password"
            isRequired
            dir="ltr"
            value={secret}
            onChange={(_, value) => setSecret(value)}
            aria-describedby="long-secret-help"
            validated={secretError === undefined ? "default" : "error"}
            autoComplete="off"
          />
          <FieldError id="long-secret-help" error={secretError} help={t("kpSecretHelp")} />
        </FormGroup>
      )}
      <FormGroup label={t("kpName")} fieldId="long-name">
        <TextInput id="long-name" maxLength={MAX_NAME} value={name} onChange={(_, value) => setName(value)} />
      </FormGroup>
      <ExpiryField
        id="long-expiry"
        label={t("kpExpires")}
        policy={policy}
        value={expiry}
        onChange={setExpiry}
        error={expiryError}
      />
      <FormGroup label={t("kpOnlyPathsOptional")} role="group">
        <AccessRows
          rows={rows}
          policy={policy}
          errors={Object.fromEntries(Object.entries(faults).map(([key, fault]) => [key, t(fault.key)]))}
          onChange={setRows}
          onTouched={() => undefined}
        />
      </FormGroup>
    </FormDialog>
  );
}
