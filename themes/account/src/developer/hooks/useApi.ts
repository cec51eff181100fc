import { useEnvironment, type AccountEnvironment } from "@keycloak/keycloak-account-ui";
import { useMemo } from "react";
import { secretsApi } from "../api/secrets";
import { sharesApi } from "../api/shares";
import { tokensApi } from "../api/tokens";

/** The self-service API, called as the user. */
export function useApi() {
  const context = useEnvironment<AccountEnvironment>();
  return useMemo(
    () => ({ tokens: tokensApi(context), secrets: secretsApi(context), shares: sharesApi(context) }),
    [context],
  );
}
