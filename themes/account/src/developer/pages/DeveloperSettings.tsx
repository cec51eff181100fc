import { Page, useEnvironment, type AccountEnvironment } from "@keycloak/keycloak-account-ui";
import { Skeleton } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router-dom";
import { ApiError } from "../api/errors";
import { secretsApi } from "../api/secrets";
import { sharesApi } from "../api/shares";
import { tokensApi } from "../api/tokens";
import { Problem } from "../components/Problem";
import { useLoad } from "../hooks/useLoad";
import type { Policies } from "../hooks/usePolicies";

const ALL = { search: "", state: "" } as const;

/** Around all pages of Developer settings: what the realm allows is loaded once. */
export default function DeveloperSettings() {
  const { t } = useTranslation();
  const context = useEnvironment<AccountEnvironment>();
  const { data, error, loading, reload } = useLoad(
    async (signal): Promise<Policies> => {
      const [tokens, secrets, shares] = await Promise.all([
        tokensApi(context).policy(signal),
        secretsApi(context).policy(signal).catch(notOffered),
        sharesApi(context).policy(signal).catch(notOffered),
      ]);
      // Who lost the role still sees what is left, and may delete it.
      const has = secrets?.developerRole && (secrets.mayCreate || (await secretsApi(context).count(ALL, signal)) > 0);
      return { tokens, secrets: has ? secrets : null, shares };
    },
    [context],
  );
  if (data !== undefined) {
    return <Outlet context={data} />;
  }
  return (
    <Page title={t("developerSettings")} description={t("kpDescription")}>
      {error !== undefined && !loading ? (
        <Problem error={error} onRetry={reload} />
      ) : (
        <Skeleton height="20rem" screenreaderText={t("kpLoading")} />
      )}
    </Page>
  );
}

function notOffered(error: unknown): null {
  if (error instanceof ApiError && (error.status === 403 || error.status === 404 || error.status === 400)) {
    return null;
  }
  throw error;
}
