import { useAccountAlerts } from "@keycloak/keycloak-account-ui";
import { Button, Skeleton } from "@patternfly/react-core";
import { SyncAltIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams } from "react-router-dom";
import type { IssuedToken, PathToken } from "../api/types";
import { ConfirmDelete } from "../components/ConfirmDelete";
import { EditDialog } from "../components/EditDialog";
import { NarrowDialog } from "../components/NarrowDialog";
import { Problem } from "../components/Problem";
import { Reveal } from "../components/Reveal";
import { RotateDialog } from "../components/RotateDialog";
import { SubPage } from "../components/SubPage";
import { TokenDetails } from "../components/TokenDetails";
import { UsageLines } from "../components/UsageLines";
import { useApi } from "../hooks/useApi";
import { useLoad } from "../hooks/useLoad";
import { usePolicies } from "../hooks/usePolicies";
import { useSubmit } from "../hooks/useSubmit";
import { isLongLifetime } from "../logic/kinds";

type Dialog = "edit" | "narrow" | "rotate" | "delete";

/** One token: what it is, and all that may be done with it. */
export default function TokenPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const { tokens } = useApi();
  const { data, error, loading, reload } = useLoad((signal) => tokens.get(id, signal), [tokens, id]);
  return (
    <SubPage title={data?.name ?? t("kpToken")} description={t("kpTokenDescription")} up="..">
      {error !== undefined && !loading && (
        <Problem error={error} {...(error.status === 404 ? {} : { onRetry: reload })} />
      )}
      {data !== undefined ? (
        <Token token={data} reload={reload} />
      ) : (
        error === undefined && <Skeleton height="16rem" screenreaderText={t("kpLoading")} />
      )}
    </SubPage>
  );
}

function Token({ token, reload }: { token: PathToken; reload: () => void }) {
  const { t } = useTranslation();
  const { tokens: policy } = usePolicies();
  const { tokens } = useApi();
  const navigate = useNavigate();
  const { addAlert } = useAccountAlerts();
  const changing = useSubmit();
  const [issued, setIssued] = useState<IssuedToken>();
  const [dialog, setDialog] = useState<Dialog | undefined>(useAskedFor());
  const close = () => setDialog(undefined);
  const changeable = !isLongLifetime(token) && token.state !== "expired";
  const rotatable = changeable && token.state === "active";
  const saved = (message: string) => {
    close();
    addAlert(message);
    reload();
  };

  return (
    <>
      {issued !== undefined && (
        <Reveal
          title={t("kpTokenRotated", { name: token.name })}
          secret={issued.token}
          doneLabel={t("kpDone")}
          onDone={() => setIssued(undefined)}
        >
          <UsageLines token={issued.token} access={issued.accessList} />
        </Reveal>
      )}
      {changing.error !== undefined && <Problem error={changing.error} />}
      <div className="keypath-actions">
        {rotatable && (
          <Button variant="secondary" icon={<SyncAltIcon />} onClick={() => setDialog("rotate")}>
            {t("kpRotate")}
          </Button>
        )}
        <Button variant="secondary" onClick={() => setDialog("edit")}>
          {t("kpRename")}
        </Button>
        {rotatable && (
          <Button variant="secondary" onClick={() => setDialog("narrow")}>
            {t("kpNarrow")}
          </Button>
        )}
        {changeable && (
          <Button
            variant="secondary"
            isDisabled={changing.pending}
            isLoading={changing.pending}
            onClick={() =>
              changing.submit(
                () => tokens.change(token.id, { enabled: !token.enabled }),
                () => saved(t(token.enabled ? "kpDisabledNamed" : "kpEnabledNamed", { name: token.name })),
              )
            }
          >
            {t(token.enabled ? "kpDisable" : "kpEnable")}
          </Button>
        )}
        <Button variant="danger" onClick={() => setDialog("delete")}>
          {t("kpDelete")}
        </Button>
      </div>
      <TokenDetails token={token} />
      {dialog === "edit" && (
        <EditDialog token={token} policy={policy} onSaved={() => saved(t("kpSaved"))} onClose={close} />
      )}
      {dialog === "narrow" && (
        <NarrowDialog token={token} policy={policy} onSaved={() => saved(t("kpSaved"))} onClose={close} />
      )}
      {dialog === "rotate" && rotatable && (
        <RotateDialog
          name={token.name}
          maxOverlap={policy.limits.maxOverlap}
          rotate={(overlap) => tokens.rotate(token.id, overlap)}
          onRotated={(answer) => {
            close();
            setIssued(answer);
            reload();
          }}
          onClose={close}
        />
      )}
      {dialog === "delete" && (
        <ConfirmDelete
          name={token.name}
          remove={() => tokens.remove(token.id)}
          onDeleted={() => {
            addAlert(t("kpDeletedNamed", { name: token.name }));
            void navigate("..", { replace: true });
          }}
          onClose={close}
        />
      )}
    </>
  );
}

// The list leads here to rotate.
function useAskedFor(): Dialog | undefined {
  const state: unknown = useLocation().state;
  return typeof state === "object" && state !== null && "dialog" in state && state.dialog === "rotate"
    ? "rotate"
    : undefined;
}
