import { FormGroup, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { linkOf } from "../logic/shares";
import { Lines, Reveal } from "./Reveal";

type Props = { path: string; secret: string; onDone: () => void };

/** The key of a new link, and the address that has it. */
export function RevealLink({ path, secret, onDone }: Props) {
  const { t } = useTranslation();
  const [service, setService] = useState("https://files.example.org");
  return (
    <Reveal title={t("kpLinkMade", { path })} secret={secret} doneLabel={t("kpDone")} onDone={onDone}>
      <FormGroup label={t("kpService")} fieldId="link-service" className="pf-v5-u-my-md">
        <TextInput id="link-service" dir="ltr" type="url" value={service} onChange={(_, value) => setService(value)} />
      </FormGroup>
      <Lines lines={linkOf(service, path, secret)} label={t("kpLink")} />
    </Reveal>
  );
}
