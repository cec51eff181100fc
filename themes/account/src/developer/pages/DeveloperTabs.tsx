import { Page } from "@keycloak/keycloak-account-ui";
import { Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate } from "react-router-dom";
import { usePolicies } from "../hooks/usePolicies";

const TOKENS = "tokens";
const SECRETS = "secrets";

/** The tabs: tokens, and developer secrets where there are any. */
export default function DeveloperTabs() {
  const { t } = useTranslation();
  const policies = usePolicies();
  const navigate = useNavigate();
  const active = useLocation().pathname.endsWith(`/${SECRETS}`) ? SECRETS : TOKENS;
  const content = <Outlet context={policies} />;
  return (
    <Page title={t("developerSettings")} description={t("kpDescription")}>
      {policies.secrets === null ? (
        content
      ) : (
        <Tabs
          activeKey={active}
          onSelect={(_, key) => void navigate(key === SECRETS ? SECRETS : ".")}
          aria-label={t("developerSettings")}
          unmountOnExit
          mountOnEnter
        >
          <Tab eventKey={TOKENS} title={<TabTitleText>{t("kpTokens")}</TabTitleText>} data-testid="tab-tokens">
            <div className="pf-v5-u-pt-md">{active === TOKENS && content}</div>
          </Tab>
          <Tab eventKey={SECRETS} title={<TabTitleText>{t("kpSecrets")}</TabTitleText>} data-testid="tab-secrets">
            <div className="pf-v5-u-pt-md">{active === SECRETS && content}</div>
          </Tab>
        </Tabs>
      )}
    </Page>
  );
}
