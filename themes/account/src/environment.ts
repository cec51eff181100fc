import { getInjectedEnvironment } from "@keycloak/keycloak-ui-shared";
import type { AccountEnvironment } from "@keycloak/keycloak-account-ui";

/** What Keycloak's page says of the server and the realm. */
export const environment = getInjectedEnvironment<AccountEnvironment>();
