import { FormGroup, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { IssuedSecret, SecretPolicy } from "../api/types";
import { useApi } from "../hooks/useApi";
import { useNow } from "../hooks/useNow";
import { useSubmit } from "../hooks/useSubmit";
import { expiryFault, toSeconds, type Expiry } from "../logic/expiry";
import { errorPlace } from "../logic/fieldErrors";
import { ExpiryField } from "./ExpiryField";
import { FieldError } from "./FieldError";
import { FormDialog } from "./FormDialog";
import { Problem } from "./Problem";

type Props = { policy: SecretPolicy; onIssued: (secret: IssuedSecret) => void; onClose: () => void };

const MAX_NAME = 255;

export function CreateSecretDialog({ policy, onIssued, onClose }: Props) {
  const { t } = useTranslation();
  const { secrets } = useApi();
  const now = useNow();
  const { pending, error, submit } = useSubmit();
  const [name, setName] = useState("");
  const [attempted, setAttempted] = useState(false);
  const [expiry, setExpiry] = useState<Expiry>({ kind: "seconds", seconds: policy.defaultLifetime });
  const late = expiryFault(expiry, policy, now);
  const place = error?.status === 400 ? errorPlace(error.message).field : null;
  const noName = attempted && name.trim() === "" ? t("kpNameMissing") : undefined;
  const nameError = noName ?? (place === "name" ? error?.message : undefined);
  const expiryError = late === null ? (place === "expiry" ? error?.message : undefined) : t(`kpExpiry_${late}`);

  const create = () => {
    setAttempted(true);
    if (name.trim() !== "" && late === null) {
      submit(() => secrets.create({ name: name.trim(), validFor: toSeconds(expiry, policy, new Date()) }), onIssued);
    }
  };
  return (
    <FormDialog
      title={t("kpCreateSecret")}
      label={t("kpCreateSecret")}
      pending={pending}
      onSubmit={create}
      onClose={onClose}
      problem={error !== undefined && place === null && <Problem error={error} />}
    >
      <FormGroup label={t("kpName")} isRequired fieldId="secret-name">
        <TextInput
          id="secret-name"
          isRequired
          maxLength={MAX_NAME}
          value={name}
          onChange={(_, value) => setName(value)}
          aria-describedby="secret-name-help"
          aria-invalid={nameError !== undefined}
          validated={nameError === undefined ? "default" : "error"}
          autoComplete="off"
        />
        <FieldError id="secret-name-help" error={nameError} help={t("kpSecretNameHelp")} />
      </FormGroup>
      <ExpiryField
        id="secret-expiry"
        label={t("kpExpires")}
        policy={policy}
        value={expiry}
        onChange={setExpiry}
        error={expiryError}
      />
    </FormDialog>
  );
}
