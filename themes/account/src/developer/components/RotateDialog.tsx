import { Button, Form, FormGroup, FormSelect, FormSelectOption, Modal, ModalVariant } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../hooks/useFormat";
import { useSubmit } from "../hooks/useSubmit";
import { DAY, HOUR, MINUTE } from "../logic/expiry";
import { FieldError } from "./FieldError";
import { Problem } from "./Problem";

type Props<T> = {
  name: string;
  maxOverlap: number;
  rotate: (overlap: number) => Promise<T>;
  onRotated: (issued: T) => void;
  onClose: () => void;
};

const OVERLAPS = [0, 10 * MINUTE, HOUR, 8 * HOUR, DAY];

/** A new string for the same token; the old one may go on for a while. */
export function RotateDialog<T>({ name, maxOverlap, rotate, onRotated, onClose }: Props<T>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { pending, error, submit } = useSubmit();
  const [overlap, setOverlap] = useState(HOUR);
  return (
    <Modal
      isOpen
      variant={ModalVariant.small}
      title={t("kpRotateTitle", { name })}
      onClose={onClose}
      actions={[
        <Button
          key="rotate"
          data-testid="confirm-rotate"
          isLoading={pending}
          isDisabled={pending}
          onClick={() => submit(() => rotate(overlap), onRotated)}
        >
          {t("kpRotate")}
        </Button>,
        <Button key="cancel" variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>,
      ]}
    >
      {error !== undefined && <Problem error={error} />}
      <p className="pf-v5-u-mb-md">{t("kpRotateText")}</p>
      <Form onSubmit={(event) => event.preventDefault()}>
        <FormGroup label={t("kpOverlap")} fieldId="overlap">
          <FormSelect
            id="overlap"
            value={`${overlap}`}
            aria-describedby="overlap-help"
            onChange={(_, seconds) => setOverlap(Number(seconds))}
          >
            {OVERLAPS.filter((seconds) => seconds <= maxOverlap).map((seconds) => (
              <FormSelectOption
                key={seconds}
                value={`${seconds}`}
                label={seconds === 0 ? t("kpOverlapNone") : format.span(seconds)}
              />
            ))}
          </FormSelect>
          <FieldError id="overlap-help" help={t("kpOverlapHelp")} />
        </FormGroup>
      </Form>
    </Modal>
  );
}
