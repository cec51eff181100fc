import { useAccountAlerts } from "@keycloak/keycloak-account-ui";
import { Button, Text, TextContent } from "@patternfly/react-core";
import { LinkIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router-dom";
import type { IssuedShare, Share, SharePolicy } from "../api/types";
import { ConfirmDelete } from "../components/ConfirmDelete";
import { CreateLinkDialog } from "../components/CreateLinkDialog";
import { Pages } from "../components/ListToolbar";
import { Nothing } from "../components/Nothing";
import { Problem } from "../components/Problem";
import { RevealLink } from "../components/RevealLink";
import { ShareTable } from "../components/ShareTable";
import { useApi } from "../hooks/useApi";
import { useLoad } from "../hooks/useLoad";
import { usePolicies } from "../hooks/usePolicies";
import { useSlice } from "../hooks/useSlice";

/** The links that the user made, and what else he shares. */
export default function SharesTab() {
  const { shares } = usePolicies();
  return shares?.members || shares?.links ? <Made policy={shares} /> : <Navigate to=".." replace />;
}

function Made({ policy }: { policy: SharePolicy }) {
  const { t } = useTranslation();
  const { shares } = useApi();
  const { addAlert } = useAccountAlerts();
  const query = useSlice();
  const { page } = query;
  const [creating, setCreating] = useState(false);
  const [toDelete, setToDelete] = useState<Share>();
  const [issued, setIssued] = useState<IssuedShare>();
  const { data, error, loading, reload } = useLoad(
    async (signal) => {
      const [list, count] = await Promise.all([shares.made(page, signal), shares.countMade(signal)]);
      return { list, count };
    },
    [shares, page],
  );
  const create = policy.links && (
    <Button onClick={() => setCreating(true)} data-testid="create-link">
      {t("kpCreateLink")}
    </Button>
  );

  return (
    <>
      {issued?.key !== undefined && (
        <RevealLink path={issued.path} secret={issued.key} onDone={() => setIssued(undefined)} />
      )}
      {error !== undefined && !loading && <Problem error={error} onRetry={reload} />}
      {data?.count === 0 && issued === undefined && !loading ? (
        <Nothing title={t("kpNoShares")} text={t("kpSharesText")} icon={LinkIcon} testId="no-shares">
          {create}
        </Nothing>
      ) : (
        <>
          <TextContent className="pf-v5-u-mb-md">
            <Text component="p">{t("kpSharesText")}</Text>
          </TextContent>
          {issued === undefined && <div className="keypath-actions">{create}</div>}
          {(data !== undefined || error === undefined) && (
            <ShareTable
              label={t("kpShares")}
              shares={data?.list}
              busy={loading}
              principal="kpSharedWith"
              onDelete={setToDelete}
            />
          )}
          {data !== undefined && data.count > page.max && <Pages query={query} count={data.count} />}
        </>
      )}
      {creating && (
        <CreateLinkDialog
          policy={policy}
          onIssued={(made) => {
            setCreating(false);
            setIssued(made);
            reload();
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {toDelete !== undefined && (
        <ConfirmDelete
          name={toDelete.path}
          text={t("kpDeleteShareText")}
          remove={() => shares.remove(toDelete.id)}
          onDeleted={() => {
            addAlert(t("kpDeletedNamed", { name: toDelete.path }));
            setToDelete(undefined);
            reload();
          }}
          onClose={() => setToDelete(undefined)}
        />
      )}
    </>
  );
}
