import { Page } from "@keycloak/keycloak-account-ui";
import { Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate } from "react-router-dom";
import { usePolicies } from "../hooks/usePolicies";

const TOKENS = "tokens";

/** The tabs of what the server offers; a single one needs no tab. */
export default function DeveloperTabs() {
  const { t } = useTranslation();
  const policies = usePolicies();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const tabs = [
    { key: TOKENS, title: "kpTokens" },
    ...(policies.secrets === null ? [] : [{ key: "secrets", title: "kpSecrets" }]),
    ...(policies.shares?.members ? [{ key: "shared-with-me", title: "kpSharedWithMe" }] : []),
    ...(policies.shares?.members || policies.shares?.links ? [{ key: "shares", title: "kpShares" }] : []),
  ];
  const active = tabs.find(({ key }) => pathname.endsWith(`/${key}`))?.key ?? TOKENS;
  const content = <Outlet context={policies} />;
  return (
    <Page title={t("developerSettings")} description={t("kpDescription")}>
      {tabs.length === 1 ? (
        content
      ) : (
        <Tabs
          activeKey={active}
          onSelect={(_, key) => void navigate(key === TOKENS ? "." : `${key}`)}
          aria-label={t("developerSettings")}
          unmountOnExit
          mountOnEnter
        >
          {tabs.map(({ key, title }) => (
            <Tab key={key} eventKey={key} title={<TabTitleText>{t(title)}</TabTitleText>} data-testid={`tab-${key}`}>
              <div className="pf-v5-u-pt-md">{active === key && content}</div>
            </Tab>
          ))}
        </Tabs>
      )}
    </Page>
  );
}
