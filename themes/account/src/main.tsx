import "@patternfly/react-core/dist/styles/base.css";
import "@patternfly/patternfly/patternfly-addons.css";
import "../../node_modules/@keycloak/keycloak-account-ui/lib/keycloak-account-ui.css";
import "./developer/developer.css";

import { KeycloakProvider } from "@keycloak/keycloak-account-ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { environment } from "./environment";
import { i18n } from "./i18n";
import { Root } from "./root/Root";

await i18n.init();

const container = document.getElementById("app");
if (container === null) {
  throw new Error("Keycloak's page has no element #app");
}

createRoot(container).render(
  <StrictMode>
    <KeycloakProvider environment={environment}>
      <Root />
    </KeycloakProvider>
  </StrictMode>,
);
