import { Button, Checkbox, Form, FormGroup, Modal, ModalVariant } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PathToken, TokenPolicy } from "../api/types";
import { useApi } from "../hooks/useApi";
import { useNow } from "../hooks/useNow";
import { useSubmit } from "../hooks/useSubmit";
import { within } from "../logic/actions";
import { errorPlace, withoutPrefix } from "../logic/fieldErrors";
import { expiryFault, toSeconds, type Expiry } from "../logic/expiry";
import { shortened } from "../logic/narrowing";
import { newRow, pathErrors, toEntries, weakest } from "../logic/tokenForm";
import { AccessRows } from "./AccessRows";
import { ExpiryField } from "./ExpiryField";
import { Problem } from "./Problem";

type Props = { token: PathToken; policy: TokenPolicy; onSaved: (token: PathToken) => void; onClose: () => void };

/** Fewer paths, weaker actions, an earlier end: what a token reaches only ever becomes less. */
export function NarrowDialog({ token, policy, onSaved, onClose }: Props) {
  const { t } = useTranslation();
  const { tokens } = useApi();
  const now = useNow();
  const { pending, error, submit } = useSubmit();
  const [paths, setPaths] = useState(token.accessList !== null);
  const [rows, setRows] = useState(() =>
    (token.accessList ?? [{ path: "", access: weakest(policy) }]).map(({ path, access }) => newRow(path, access)),
  );
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [earlier, setEarlier] = useState(false);
  const lifetimes = shortened(policy, token.expiresAt, now);
  const [expiry, setExpiry] = useState<Expiry>({ kind: "seconds", seconds: lifetimes.defaultLifetime });

  const faults = paths ? pathErrors(rows, policy.limits) : {};
  const errors: Record<string, string> = {};
  let wide = false;
  for (const row of rows) {
    const fault = faults[row.key];
    if (fault !== undefined) {
      if (touched.has(row.key)) errors[row.key] = t(fault.key);
    } else if (paths && token.accessList !== null && !within(row, token.accessList, policy.actions)) {
      wide = true;
      errors[row.key] = t("kpNotNarrower");
    }
  }
  const late = earlier ? expiryFault(expiry, lifetimes, now) : null;
  const place = error?.status === 400 ? errorPlace(error.message) : undefined;
  const wrong = wide || Object.keys(faults).length > 0 || late !== null || (!paths && !earlier);
  const lifetimeError = place?.field === "expiry" && error !== undefined ? withoutPrefix(error.message) : undefined;

  const save = () =>
    submit(() => {
      const validFor = earlier ? toSeconds(expiry, lifetimes, new Date()) : null;
      return tokens.change(token.id, {
        ...(paths ? { accessList: toEntries(rows) } : {}),
        ...(validFor === null ? {} : { validFor }),
      });
    }, onSaved);

  return (
    <Modal
      isOpen
      variant={ModalVariant.medium}
      title={t("kpNarrowTitle", { name: token.name })}
      description={t("kpNarrowText")}
      onClose={onClose}
      actions={[
        <Button key="save" data-testid="save" isLoading={pending} isDisabled={pending || wrong} onClick={save}>
          {t("kpNarrow")}
        </Button>,
        <Button key="cancel" variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>,
      ]}
    >
      {error !== undefined && lifetimeError === undefined && <Problem error={error} />}
      <Form onSubmit={(event) => event.preventDefault()}>
        <FormGroup label={t("kpReaches")} role="group" isStack>
          {token.accessList === null && (
            <Checkbox
              id="narrow-paths"
              label={t("kpOnlyPaths")}
              isChecked={paths}
              onChange={(_, checked) => setPaths(checked)}
            />
          )}
          {paths && (
            <AccessRows
              rows={rows}
              policy={policy}
              errors={errors}
              onChange={setRows}
              onTouched={(key) => setTouched((keys) => new Set(keys).add(key))}
            />
          )}
        </FormGroup>
        <FormGroup role="group" label={t("kpExpires")} isStack>
          <Checkbox
            id="narrow-expiry"
            label={t("kpEndEarlier")}
            isChecked={earlier}
            onChange={(_, checked) => setEarlier(checked)}
          />
        </FormGroup>
        {earlier && (
          <ExpiryField
            id="narrow-lifetime"
            label={t("kpLivesOn")}
            policy={lifetimes}
            value={expiry}
            onChange={setExpiry}
            error={late === null ? lifetimeError : t(`kpExpiry_${late}`)}
          />
        )}
      </Form>
    </Modal>
  );
}
