import { useAccountAlerts } from "@keycloak/keycloak-account-ui";
import { Button } from "@patternfly/react-core";
import { KeyIcon, SearchIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation, useNavigate } from "react-router-dom";
import type { PathToken } from "../api/types";
import { ConfirmDelete } from "../components/ConfirmDelete";
import { LinkButton } from "../components/LinkButton";
import { ListToolbar, Pages } from "../components/ListToolbar";
import { Nothing } from "../components/Nothing";
import { Problem } from "../components/Problem";
import { TokenTable } from "../components/TokenTable";
import { useApi } from "../hooks/useApi";
import { useListQuery } from "../hooks/useListQuery";
import { useLoad } from "../hooks/useLoad";
import { usePolicies } from "../hooks/usePolicies";
import { useSubmit } from "../hooks/useSubmit";
import { isPrefilled } from "../logic/prefill";

const STATES = ["active", "disabled", "expired"] as const;

/** All tokens of the user. A link that fills in the form leads on to it. */
export default function TokensTab() {
  const { search } = useLocation();
  return isPrefilled(new URLSearchParams(search)) ? <Navigate to={`new${search}`} replace /> : <Tokens />;
}

function Tokens() {
  const { t } = useTranslation();
  const { tokens } = useApi();
  const { tokens: policy } = usePolicies();
  const navigate = useNavigate();
  const { addAlert } = useAccountAlerts();
  const query = useListQuery();
  const [toDelete, setToDelete] = useState<PathToken>();
  const change = useSubmit();
  const { data, error, loading, reload } = useLoad(
    async (signal) => {
      const [list, count] = await Promise.all([tokens.list(query.page, signal), tokens.count(query.page, signal)]);
      return { list, count };
    },
    [tokens, query.page],
  );
  const filtered = query.page.search !== "" || query.page.state !== "";

  if (data?.count === 0 && !filtered && !loading) {
    return <NoTokens />;
  }
  return (
    <>
      <ListToolbar id="tokens-toolbar" query={query} count={data?.count} states={STATES}>
        {policy.mayCreate && (
          <LinkButton to="new" data-testid="create-token">
            {t("kpCreateToken")}
          </LinkButton>
        )}
      </ListToolbar>
      {error !== undefined && <Problem error={error} onRetry={reload} />}
      {change.error !== undefined && <Problem error={change.error} />}
      {data !== undefined && data.list.length === 0 ? (
        <Nothing title={t("kpNothingFound")} icon={SearchIcon} small>
          <Button variant="link" onClick={() => query.change({ search: "", state: "" })}>
            {t("kpClearFilters")}
          </Button>
        </Nothing>
      ) : (
        (data !== undefined || error === undefined) && (
          <TokenTable
            tokens={data?.list}
            busy={loading}
            sort={query.page.sort}
            onSort={(sort) => query.change({ sort })}
            onRotate={(token) => void navigate(`tokens/${token.id}`, { state: { dialog: "rotate" } })}
            onEnable={(token, enabled) =>
              change.submit(
                () => tokens.change(token.id, { enabled }),
                () => {
                  addAlert(t(enabled ? "kpEnabledNamed" : "kpDisabledNamed", { name: token.name }));
                  reload();
                },
              )
            }
            onDelete={setToDelete}
          />
        )
      )}
      {data !== undefined && data.count > query.page.max && <Pages query={query} count={data.count} />}
      {toDelete !== undefined && (
        <ConfirmDelete
          name={toDelete.name}
          remove={() => tokens.remove(toDelete.id)}
          onDeleted={() => {
            addAlert(t("kpDeletedNamed", { name: toDelete.name }));
            setToDelete(undefined);
            reload();
          }}
          onClose={() => setToDelete(undefined)}
        />
      )}
    </>
  );
}

function NoTokens() {
  const { t } = useTranslation();
  const { tokens: policy } = usePolicies();
  return (
    <Nothing title={t("kpNoTokens")} text={t("kpNoTokensText")} icon={KeyIcon} testId="no-tokens">
      {policy.mayCreate && (
        <LinkButton to="new" data-testid="create-token">
          {t("kpCreateToken")}
        </LinkButton>
      )}
    </Nothing>
  );
}
