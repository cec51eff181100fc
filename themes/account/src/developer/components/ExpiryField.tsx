import { DatePicker, FormGroup, FormSelect, FormSelectOption } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { LifetimePolicy } from "../api/types";
import { useFormat } from "../hooks/useFormat";
import { useNow } from "../hooks/useNow";
import { dateBounds, endOf, expiryFault, isoDay, presets, type Expiry } from "../logic/expiry";
import { FieldError } from "./FieldError";

type Props = {
  id: string;
  label: string;
  policy: LifetimePolicy;
  value: Expiry;
  onChange: (expiry: Expiry) => void;
  error?: string | undefined;
  isDisabled?: boolean;
};

/** How long something lives: usual spans, a day, or for ever where the policy allows it. */
export function ExpiryField({ id, label, policy, value, onChange, error, isDisabled = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const offered = presets(policy);
  const { first, last } = dateBounds(policy, now);
  const own = value.kind === "seconds" && !offered.includes(value.seconds) ? [value.seconds] : [];
  const choose = (choice: string) => {
    if (choice === "never") {
      onChange({ kind: "never" });
    } else if (choice === "date") {
      onChange({ kind: "date", date: isoDay(endOf(value, policy, now) ?? last) });
    } else {
      onChange({ kind: "seconds", seconds: Number(choice) });
    }
  };
  const fault = expiryFault(value, policy, now);
  const end = fault === null ? endOf(value, policy, now) : null;

  return (
    <FormGroup label={label} fieldId={id}>
      <div className="keypath-expiry">
        <FormSelect
          id={id}
          value={value.kind === "seconds" ? `${value.seconds}` : value.kind}
          onChange={(_, choice) => choose(choice)}
          aria-describedby={`${id}-help`}
          validated={error === undefined ? "default" : "error"}
          isDisabled={isDisabled}
        >
          {[...offered, ...own].map((seconds) => (
            <FormSelectOption key={seconds} value={`${seconds}`} label={format.span(seconds)} />
          ))}
          <FormSelectOption value="date" label={t("kpChooseDate")} />
          {policy.unlimited && <FormSelectOption value="never" label={t("kpNever")} />}
        </FormSelect>
        {value.kind === "date" && (
          <DatePicker
            value={value.date}
            onChange={(_, date) => onChange({ kind: "date", date })}
            validators={[(date) => (date < first || date > last ? t("kpExpiry_dateTooLate") : "")]}
            locale={format.locale}
            placeholder={t("kpDatePlaceholder")}
            aria-label={t("kpLastDay")}
            buttonAriaLabel={t("kpOpenCalendar")}
            invalidFormatText={t("kpExpiry_dateMissing")}
            helperText={undefined}
            isDisabled={isDisabled}
            popoverProps={{ "aria-label": t("kpCalendar") }}
          />
        )}
      </div>
      <FieldError
        id={`${id}-help`}
        error={error}
        help={
          end !== null ? t("kpEndsOn", { date: format.moment(end) }) : fault === null ? t("kpNeverWarning") : undefined
        }
      />
    </FormGroup>
  );
}
