import { useEnvironment, type AccountEnvironment } from "@keycloak/keycloak-account-ui";
import { KeycloakMasthead, label } from "@keycloak/keycloak-ui-shared";
import { Button } from "@patternfly/react-core";
import { ExternalLinkSquareAltIcon } from "@patternfly/react-icons";
import { useTranslation } from "react-i18next";
import { useHref } from "react-router-dom";

/** The console's own masthead. Not the one of `keycloak-account-ui`: its menu button knows nothing of our page. */
export function Header() {
  const { t } = useTranslation();
  const { environment, keycloak } = useEnvironment<AccountEnvironment>();
  const logoUrl = environment.logoUrl || "/";
  const internal = useHref(logoUrl);

  return (
    <KeycloakMasthead
      data-testid="page-header"
      keycloak={keycloak}
      features={{ hasManageAccount: false }}
      brand={{
        href: logoUrl.startsWith("/") ? internal : logoUrl,
        src: `${environment.resourceUrl}/${environment.logo || "logo.svg"}`,
        alt: t("logo"),
        className: "keypath-brand",
      }}
      // One item even when there is none to show: it moves what follows to the far side, as in Keycloak's own console.
      toolbarItems={[<Referrer key="referrer" />]}
    />
  );
}

/** The way back to the application that the user came from. */
function Referrer() {
  const { t } = useTranslation();
  const {
    environment: { referrerName, referrerUrl },
  } = useEnvironment<AccountEnvironment>();
  return referrerUrl ? (
    <Button
      component="a"
      href={referrerUrl.replace("_hash_", "#")}
      variant="link"
      icon={<ExternalLinkSquareAltIcon />}
      iconPosition="right"
      isInline
    >
      {t("backTo", { app: label(t, referrerName, referrerUrl) })}
    </Button>
  ) : null;
}
