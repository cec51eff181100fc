import { Button, Modal, ModalVariant } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { useSubmit } from "../hooks/useSubmit";
import { Problem } from "./Problem";

type Props = {
  /** Of what is to be deleted. */
  name: string;
  /** What that means, where it is not the end of a token or secret. */
  text?: string;
  remove: () => Promise<unknown>;
  onDeleted: () => void;
  onClose: () => void;
};

/** Asks once more, with the name, before something ends for good. */
export function ConfirmDelete({ name, text, remove, onDeleted, onClose }: Props) {
  const { t } = useTranslation();
  const { pending, error, submit } = useSubmit();
  return (
    <Modal
      isOpen
      variant={ModalVariant.small}
      title={t("kpDeleteTitle", { name })}
      titleIconVariant="warning"
      onClose={onClose}
      actions={[
        <Button
          key="delete"
          variant="danger"
          data-testid="confirm-delete"
          isLoading={pending}
          isDisabled={pending}
          onClick={() => submit(remove, onDeleted)}
        >
          {t("kpDelete")}
        </Button>,
        <Button key="cancel" variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>,
      ]}
    >
      {error !== undefined && <Problem error={error} />}
      {text ?? t("kpDeleteText")}
    </Modal>
  );
}
