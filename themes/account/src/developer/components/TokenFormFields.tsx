import {
  ActionGroup,
  Alert,
  AlertActionLink,
  Button,
  ExpandableSection,
  Form,
  FormGroup,
  Radio,
  TextArea,
  TextInput,
} from "@patternfly/react-core";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { IssuedToken, TokenPolicy } from "../api/types";
import { useApi } from "../hooks/useApi";
import { useSubmit } from "../hooks/useSubmit";
import { useTokenForm } from "../hooks/useTokenForm";
import { endOf } from "../logic/expiry";
import { entries, toCreation, toEntries } from "../logic/tokenForm";
import { AccessRows } from "./AccessRows";
import { ExpiryField } from "./ExpiryField";
import { FieldError } from "./FieldError";
import { LinkButton } from "./LinkButton";
import { Problem } from "./Problem";
import { TokenSummary } from "./TokenSummary";

type Props = { policy: TokenPolicy; onIssued: (token: IssuedToken) => void };

export function TokenFormFields({ policy, onIssued }: Props) {
  const { t } = useTranslation();
  const { tokens } = useApi();
  const { pending, error, submit } = useSubmit();
  const { form, now, byLink, restored, shown, general, valid, touch, change, attempt, startOver, sent } = useTokenForm(
    policy,
    error,
  );
  const element = useRef<HTMLFormElement>(null);
  const [limited, setLimited] = useState(form.origins !== "" || form.networks !== "");

  const send = (event: FormEvent) => {
    event.preventDefault();
    attempt();
    if (!valid) {
      // Once the errors are there, the first field with one has the focus.
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    submit(
      () => tokens.create(toCreation(form, policy, new Date())),
      (token) => {
        sent();
        onIssued(token);
      },
    );
  };
  const validated = (wrong: string | undefined) => (wrong === undefined ? "default" : "error");

  return (
    <Form ref={element} onSubmit={send} noValidate isWidthLimited maxWidth="46rem" data-testid="token-form">
      {byLink && (
        <Alert isInline component="p" variant="info" title={t("kpByLink")}>
          {t("kpByLinkText")}
        </Alert>
      )}
      {restored && (
        <Alert
          isInline
          variant="info"
          component="p"
          title={t("kpRestored")}
          actionLinks={<AlertActionLink onClick={startOver}>{t("kpStartOver")}</AlertActionLink>}
        />
      )}
      <FormGroup label={t("kpName")} isRequired fieldId="name">
        <TextInput
          id="name"
          isRequired
          value={form.name}
          onChange={(_, name) => change("name", { name })}
          aria-describedby="name-help"
          aria-invalid={shown.name !== undefined}
          validated={validated(shown.name)}
          autoComplete="off"
        />
        <FieldError id="name-help" error={shown.name} help={t("kpNameHelp")} />
      </FormGroup>
      <FormGroup label={t("kpWhatFor")} fieldId="description">
        <TextArea
          id="description"
          value={form.description}
          rows={2}
          resizeOrientation="vertical"
          onChange={(_, description) => change("description", { description })}
          aria-describedby="description-help"
          validated={validated(shown.description)}
        />
        <FieldError id="description-help" error={shown.description} />
      </FormGroup>
      <FormGroup role="radiogroup" label={t("kpReaches")} fieldId="reach" isStack>
        <Radio
          id="reach-paths"
          name="reach"
          label={t("kpOnlyPaths")}
          isChecked={!form.everything}
          onChange={() => change("access", { everything: false })}
        />
        {!form.everything && (
          <AccessRows
            rows={form.access}
            policy={policy}
            errors={shown.rows}
            onTouched={touch}
            onChange={(access) => change("access", { access })}
          />
        )}
        <Radio
          id="reach-everything"
          name="reach"
          label={t("kpEverything")}
          description={t("kpEverythingHelp")}
          isChecked={form.everything}
          onChange={() => change("access", { everything: true })}
        />
        {shown.access !== undefined && <FieldError id="reach-help" error={shown.access} />}
      </FormGroup>
      <ExpiryField
        id="expiry"
        label={t("kpExpires")}
        policy={policy}
        value={form.expiry}
        onChange={(expiry) => change("expiry", { expiry })}
        error={shown.expiry}
      />
      <ExpandableSection
        toggleText={t("kpLimits")}
        isExpanded={limited || shown.origins !== undefined || shown.networks !== undefined}
        onToggle={(_, open) => setLimited(open)}
        isIndented
      >
        <FormGroup label={t("kpNetworks")} fieldId="networks" className="pf-v5-u-mb-md">
          <TextArea
            id="networks"
            dir="ltr"
            rows={2}
            value={form.networks}
            onChange={(_, networks) => change("networks", { networks })}
            aria-describedby="networks-help"
            aria-invalid={shown.networks !== undefined}
            validated={validated(shown.networks)}
          />
          <FieldError id="networks-help" error={shown.networks} help={t("kpNetworksHelp")} />
        </FormGroup>
        <FormGroup label={t("kpOrigins")} fieldId="origins">
          <TextArea
            id="origins"
            dir="ltr"
            rows={2}
            value={form.origins}
            onChange={(_, origins) => change("origins", { origins })}
            aria-describedby="origins-help"
            aria-invalid={shown.origins !== undefined}
            validated={validated(shown.origins)}
          />
          <FieldError id="origins-help" error={shown.origins} help={t("kpOriginsHelp")} />
        </FormGroup>
      </ExpandableSection>
      {valid && (
        <Alert
          isInline
          isPlain
          variant={form.everything ? "warning" : "info"}
          component="p"
          title={t("kpSummaryTitle")}
          data-testid="summary"
        >
          <TokenSummary
            of={{
              access: form.everything ? null : toEntries(form.access),
              end: endOf(form.expiry, policy, now),
              origins: entries(form.origins),
              networks: entries(form.networks),
            }}
          />
        </Alert>
      )}
      {general !== undefined && <Problem error={general} />}
      <ActionGroup>
        <Button type="submit" isLoading={pending} isDisabled={pending} data-testid="submit">
          {t("kpCreateToken")}
        </Button>
        <LinkButton to=".." variant="link" onClick={() => sent()}>
          {t("cancel")}
        </LinkButton>
      </ActionGroup>
    </Form>
  );
}
