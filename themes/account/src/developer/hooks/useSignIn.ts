import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { useCallback } from "react";

/** Leads to the login and back to this page. */
export function useSignIn(): (again: boolean) => void {
  const { keycloak } = useEnvironment();
  return useCallback(
    (again) => {
      void keycloak.login({ redirectUri: location.href, ...(again ? { prompt: "login" as const } : {}) });
    },
    [keycloak],
  );
}
