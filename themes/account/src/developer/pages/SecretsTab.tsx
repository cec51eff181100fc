import { useAccountAlerts } from "@keycloak/keycloak-account-ui";
import { Button, Text, TextContent } from "@patternfly/react-core";
import { KeyIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router-dom";
import { LONG_LIFETIME_GRANT, type IssuedSecret, type Secret, type SecretPolicy } from "../api/types";
import { ConfirmDelete } from "../components/ConfirmDelete";
import { CreateSecretDialog } from "../components/CreateSecretDialog";
import { Pages } from "../components/ListToolbar";
import { LongLifetimeDialog } from "../components/LongLifetimeDialog";
import { Nothing } from "../components/Nothing";
import { Problem } from "../components/Problem";
import { Reveal } from "../components/Reveal";
import { RotateDialog } from "../components/RotateDialog";
import { SecretTable } from "../components/SecretTable";
import { UsageLines } from "../components/UsageLines";
import { useApi } from "../hooks/useApi";
import { useListQuery } from "../hooks/useListQuery";
import { useLoad } from "../hooks/useLoad";
import { usePolicies } from "../hooks/usePolicies";

/** The user's developer secrets. */
export default function SecretsTab() {
  const { secrets } = usePolicies();
  return secrets === null ? <Navigate to=".." replace /> : <Secrets policy={secrets} />;
}

type Dialog = { kind: "create" } | { kind: "long" } | { kind: "rotate" | "delete"; secret: Secret };

function Secrets({ policy }: { policy: SecretPolicy }) {
  const { t } = useTranslation();
  const { tokens: tokenPolicy } = usePolicies();
  const { secrets } = useApi();
  const { addAlert } = useAccountAlerts();
  const query = useListQuery();
  const [dialog, setDialog] = useState<Dialog>();
  const [issued, setIssued] = useState<{ secret: IssuedSecret; title: string; copied: boolean }>();
  const [token, setToken] = useState<string>();
  const { data, error, loading, reload } = useLoad(
    async (signal) => {
      const [list, count] = await Promise.all([secrets.list(query.page, signal), secrets.count(query.page, signal)]);
      return { list, count };
    },
    [secrets, query.page],
  );
  const offersTokens = policy.developerGrants.includes(LONG_LIFETIME_GRANT);
  const close = () => setDialog(undefined);
  const show = (secret: IssuedSecret, key: string) => {
    close();
    setToken(undefined);
    setIssued({ secret, title: t(key, { name: secret.name }), copied: false });
    reload();
  };
  const create = policy.mayCreate && (
    <Button onClick={() => setDialog({ kind: "create" })} data-testid="create-secret">
      {t("kpCreateSecret")}
    </Button>
  );
  const generate = offersTokens && policy.mayCreate && (
    <Button variant="secondary" onClick={() => setDialog({ kind: "long" })} data-testid="long-lifetime">
      {t("kpLongLifetime")}
    </Button>
  );

  return (
    <>
      {token !== undefined ? (
        <Reveal
          key={token}
          title={t("kpLongLifetimeMade")}
          secret={token}
          doneLabel={t("kpDone")}
          onDone={() => setToken(undefined)}
        >
          <UsageLines token={token} access={null} />
        </Reveal>
      ) : (
        issued !== undefined && (
          <Reveal
            key={issued.secret.secret}
            title={issued.title}
            secret={issued.secret.secret}
            wasCopied={issued.copied}
            onCopied={() => setIssued({ ...issued, copied: true })}
            doneLabel={t("kpDone")}
            onDone={() => setIssued(undefined)}
          >
            {offersTokens && <div className="pf-v5-u-mt-md">{generate}</div>}
          </Reveal>
        )
      )}
      {error !== undefined && !loading && <Problem error={error} onRetry={reload} />}
      {data?.count === 0 && issued === undefined ? (
        <Nothing title={t("kpNoSecrets")} text={t("kpSecretsText")} icon={KeyIcon} testId="no-secrets">
          {create}
        </Nothing>
      ) : (
        <>
          <TextContent className="pf-v5-u-mb-md">
            <Text component="p">{t("kpSecretsText")}</Text>
          </TextContent>
          {issued === undefined && (
            <div className="keypath-actions">
              {create}
              {generate}
            </div>
          )}
          {(data !== undefined || error === undefined) && (
            <SecretTable
              secrets={data?.list}
              busy={loading}
              sort={query.page.sort}
              onSort={(sort) => query.change({ sort })}
              onRotate={(secret) => setDialog({ kind: "rotate", secret })}
              onDelete={(secret) => setDialog({ kind: "delete", secret })}
            />
          )}
          {data !== undefined && data.count > query.page.max && <Pages query={query} count={data.count} />}
        </>
      )}
      {dialog?.kind === "create" && (
        <CreateSecretDialog policy={policy} onIssued={(secret) => show(secret, "kpSecretMade")} onClose={close} />
      )}
      {dialog?.kind === "long" && (
        <LongLifetimeDialog
          policy={tokenPolicy}
          secret={issued?.secret.secret ?? ""}
          onIssued={(made) => {
            close();
            setToken(made);
          }}
          onClose={close}
        />
      )}
      {dialog?.kind === "rotate" && (
        <RotateDialog
          name={dialog.secret.name}
          maxOverlap={policy.maxOverlap}
          rotate={(overlap) => secrets.rotate(dialog.secret.id, overlap)}
          onRotated={(secret) => show(secret, "kpSecretRotated")}
          onClose={close}
        />
      )}
      {dialog?.kind === "delete" && (
        <ConfirmDelete
          name={dialog.secret.name}
          remove={() => secrets.remove(dialog.secret.id)}
          onDeleted={() => {
            addAlert(t("kpDeletedNamed", { name: dialog.secret.name }));
            close();
            reload();
          }}
          onClose={close}
        />
      )}
    </>
  );
}
