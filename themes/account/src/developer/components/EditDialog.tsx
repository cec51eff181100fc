import { FormGroup, TextArea, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PathToken, TokenPolicy } from "../api/types";
import { useApi } from "../hooks/useApi";
import { useSubmit } from "../hooks/useSubmit";
import { FieldError } from "./FieldError";
import { FormDialog } from "./FormDialog";
import { Problem } from "./Problem";

type Props = { token: PathToken; policy: TokenPolicy; onSaved: (token: PathToken) => void; onClose: () => void };

/** Name and description. */
export function EditDialog({ token, policy, onSaved, onClose }: Props) {
  const { t } = useTranslation();
  const { tokens } = useApi();
  const { pending, error, submit } = useSubmit();
  const [name, setName] = useState(token.name);
  const [description, setDescription] = useState(token.description ?? "");
  const { nameLength, descriptionLength } = policy.limits;
  const wrongName =
    name.trim() === ""
      ? t("kpNameMissing")
      : name.trim().length > nameLength
        ? t("kpTooLong", { max: nameLength })
        : undefined;
  const wrongDescription =
    description.length > descriptionLength ? t("kpTooLong", { max: descriptionLength }) : undefined;
  const wrong = wrongName !== undefined || wrongDescription !== undefined;
  const save = () => {
    if (!wrong) {
      const text = description.trim();
      submit(() => tokens.change(token.id, { name: name.trim(), description: text === "" ? null : text }), onSaved);
    }
  };
  return (
    <FormDialog
      title={t("kpRenameTitle")}
      label={t("save")}
      testId="save"
      pending={pending}
      isDisabled={wrong}
      onSubmit={save}
      onClose={onClose}
      problem={error !== undefined && <Problem error={error} />}
    >
      <FormGroup label={t("kpName")} isRequired fieldId="edit-name">
        <TextInput
          id="edit-name"
          isRequired
          value={name}
          onChange={(_, value) => setName(value)}
          aria-describedby="edit-name-help"
          validated={wrongName === undefined ? "default" : "error"}
        />
        <FieldError id="edit-name-help" error={wrongName} />
      </FormGroup>
      <FormGroup label={t("kpWhatFor")} fieldId="edit-description">
        <TextArea
          id="edit-description"
          value={description}
          rows={3}
          resizeOrientation="vertical"
          onChange={(_, value) => setDescription(value)}
          aria-describedby="edit-description-help"
          validated={wrongDescription === undefined ? "default" : "error"}
        />
        <FieldError id="edit-description-help" error={wrongDescription} />
      </FormGroup>
    </FormDialog>
  );
}
