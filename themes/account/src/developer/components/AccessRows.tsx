import { Button, FormSelect, FormSelectOption, TextInput } from "@patternfly/react-core";
import { MinusCircleIcon, PlusCircleIcon } from "@patternfly/react-icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TokenPolicy } from "../api/types";
import { useActionName } from "../hooks/useActionName";
import { newRow, weakest, type AccessRow as Row } from "../logic/tokenForm";
import { FieldError } from "./FieldError";

type Props = {
  rows: Row[];
  policy: TokenPolicy;
  /** By the key of the row. */
  errors: Record<string, string>;
  onChange: (rows: Row[]) => void;
  onTouched: (key: string) => void;
};

type RowProps = {
  row: Row;
  /** Beginning with 1. */
  number: number;
  actions: TokenPolicy["actions"];
  error: string | undefined;
  onChange: (row: Row) => void;
};

/** A path and an action. */
export function AccessRow({ row, number, actions, error, onChange }: RowProps) {
  const { t } = useTranslation();
  const actionName = useActionName();
  return (
    <>
      <div className="keypath-row-path">
        <TextInput
          id={`${row.key}-path`}
          value={row.path}
          dir="ltr"
          placeholder="/maps/ams"
          aria-label={t("kpPathNumber", { number })}
          aria-describedby={`${row.key}-help`}
          aria-invalid={error !== undefined}
          validated={error === undefined ? "default" : "error"}
          onChange={(_, path) => onChange({ ...row, path })}
          autoComplete="off"
          spellCheck={false}
        />
        <FieldError id={`${row.key}-help`} error={error} />
      </div>
      <FormSelect
        className="keypath-row-action"
        value={row.access}
        aria-label={t("kpActionNumber", { number })}
        onChange={(_, access) => onChange({ ...row, access })}
      >
        {actions.map(({ name }) => (
          <FormSelectOption key={name} value={name} label={actionName(name)} />
        ))}
      </FormSelect>
    </>
  );
}

/** Rows of a path and an action. */
export function AccessRows({ rows, policy, errors, onChange, onTouched }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const focus = useRef<string | null>(null);

  // A row that was added or is left gets the focus, once it is there.
  useEffect(() => {
    if (focus.current !== null) {
      list.current?.querySelector<HTMLElement>(`[id="${focus.current}-path"]`)?.focus();
      focus.current = null;
    }
  }, [rows]);

  const add = () => {
    const row = newRow("", rows.at(-1)?.access ?? weakest(policy));
    focus.current = row.key;
    onChange([...rows, row]);
  };
  const remove = (at: number) => {
    const left = rows.filter((_, index) => index !== at);
    focus.current = left[Math.max(0, at - 1)]?.key ?? null;
    onChange(left);
  };

  return (
    <div ref={list} className="keypath-rows" role="group" aria-label={t("kpPaths")}>
      {rows.map((row, at) => (
        <div key={row.key} className="keypath-row" data-testid="access-row">
          <AccessRow
            row={row}
            number={at + 1}
            actions={policy.actions}
            error={errors[row.key]}
            onChange={(next) => {
              if (next.path !== row.path) {
                onTouched(row.key);
              }
              onChange(rows.map((old) => (old.key === row.key ? next : old)));
            }}
          />
          <Button
            variant="plain"
            aria-label={t("kpRemovePath", { number: at + 1 })}
            isDisabled={rows.length === 1}
            onClick={() => remove(at)}
            icon={<MinusCircleIcon />}
          />
        </div>
      ))}
      <Button
        variant="link"
        isInline
        icon={<PlusCircleIcon />}
        onClick={add}
        isDisabled={rows.length >= policy.limits.accessListSize}
        className="keypath-add"
      >
        {t("kpAddPath")}
      </Button>
    </div>
  );
}
