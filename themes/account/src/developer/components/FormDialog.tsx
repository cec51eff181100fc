import { Button, Form, Modal, ModalVariant } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Props = {
  title: string;
  description?: string;
  /** What the button that sends it says. */
  label: string;
  /** For tests. */
  testId?: string;
  large?: boolean;
  pending: boolean;
  isDisabled?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  /** Above the fields. */
  problem?: ReactNode;
  children: ReactNode;
};

/** A form in a dialog: sent by its button or the Enter key, once. */
export function FormDialog({
  title,
  description,
  label,
  testId = "submit",
  large = false,
  pending,
  isDisabled = false,
  onSubmit,
  onClose,
  problem,
  children,
}: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      isOpen
      variant={large ? ModalVariant.medium : ModalVariant.small}
      title={title}
      {...(description === undefined ? {} : { description })}
      onClose={onClose}
      actions={[
        <Button
          key="submit"
          data-testid={testId}
          isLoading={pending}
          isDisabled={pending || isDisabled}
          onClick={onSubmit}
        >
          {label}
        </Button>,
        <Button key="cancel" variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>,
      ]}
    >
      {problem}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending && !isDisabled) {
            onSubmit();
          }
        }}
      >
        {children}
      </Form>
    </Modal>
  );
}
