import { Button, FormSelect, FormSelectOption, TextInput } from "@patternfly/react-core";
import { MinusCircleIcon, PlusCircleIcon } from "@patternfly/react-icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TokenPolicy } from "../api/types";
import { useActionName } from "../hooks/useActionName";
import { newRow, weakest, type AccessRow } from "../logic/tokenForm";
import { FieldError } from "./FieldError";

type Props = {
  rows: AccessRow[];
  policy: TokenPolicy;
  /** By the key of the row. */
  errors: Record<string, string>;
  onChange: (rows: AccessRow[]) => void;
  onTouched: (key: string) => void;
};

/** Rows of a path and an action. */
export function AccessRows({ rows, policy, errors, onChange, onTouched }: Props) {
  const { t } = useTranslation();
  const actionName = useActionName();
  const list = useRef<HTMLDivElement>(null);
  const focus = useRef<string | null>(null);

  // A row that was added or is left gets the focus, once it is there.
  useEffect(() => {
    if (focus.current !== null) {
      list.current?.querySelector<HTMLElement>(`[id="${focus.current}-path"]`)?.focus();
      focus.current = null;
    }
  }, [rows]);

  const change = (key: string, part: Partial<AccessRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
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
          <div className="keypath-row-path">
            <TextInput
              id={`${row.key}-path`}
              value={row.path}
              dir="ltr"
              placeholder="/maps/ams"
              aria-label={t("kpPathNumber", { number: at + 1 })}
              aria-describedby={`${row.key}-help`}
              aria-invalid={row.key in errors}
              validated={row.key in errors ? "error" : "default"}
              onChange={(_, path) => {
                onTouched(row.key);
                change(row.key, { path });
              }}
              autoComplete="off"
              spellCheck={false}
            />
            <FieldError id={`${row.key}-help`} error={errors[row.key]} />
          </div>
          <FormSelect
            className="keypath-row-action"
            value={row.access}
            aria-label={t("kpActionNumber", { number: at + 1 })}
            onChange={(_, access) => change(row.key, { access })}
          >
            {policy.actions.map(({ name }) => (
              <FormSelectOption key={name} value={name} label={actionName(name)} />
            ))}
          </FormSelect>
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
