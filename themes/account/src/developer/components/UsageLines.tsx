import { FormGroup, Tab, Tabs, TabTitleText, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccessEntry } from "../api/types";
import { usages } from "../logic/usage";
import { Lines } from "./Reveal";

type Props = { token: string; access: AccessEntry[] | null };

/** How to use a token, for the programs that people use most. */
export function UsageLines({ token, access }: Props) {
  const { t } = useTranslation();
  const [service, setService] = useState("https://files.example.org");
  const [shown, setShown] = useState<string | number>("curl");
  return (
    <section className="pf-v5-u-mt-lg" aria-label={t("kpUse")}>
      <h3 className="pf-v5-c-title pf-m-md pf-v5-u-mb-sm">{t("kpUse")}</h3>
      <FormGroup label={t("kpService")} fieldId="service" className="pf-v5-u-mb-sm">
        <TextInput id="service" dir="ltr" value={service} onChange={(_, value) => setService(value)} type="url" />
      </FormGroup>
      <Tabs activeKey={shown} onSelect={(_, key) => setShown(key)} aria-label={t("kpUse")} isSecondary>
        {usages(token, service, access?.[0]?.path ?? "/").map(({ id, label, lines }) => (
          <Tab key={id} eventKey={id} title={<TabTitleText>{label}</TabTitleText>} data-testid={`usage-${id}`}>
            <Lines lines={lines} label={label} />
          </Tab>
        ))}
      </Tabs>
    </section>
  );
}
