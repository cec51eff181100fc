import { Button, Skeleton } from "@patternfly/react-core";
import { SyncAltIcon } from "@patternfly/react-icons";
import { ActionsColumn, Table, Tbody, Td, Th, Thead, Tr, type IAction } from "@patternfly/react-table";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { PathToken } from "../api/types";
import { isLongLifetime } from "../logic/kinds";
import { AccessChips } from "./AccessChips";
import { StateLabel } from "./StateLabel";
import { Day, Expires, LastUse } from "./Times";

type Props = {
  /** Undefined while the first answer is under way. */
  tokens: PathToken[] | undefined;
  busy: boolean;
  onRotate: (token: PathToken) => void;
  onEnable: (token: PathToken, enabled: boolean) => void;
  onDelete: (token: PathToken) => void;
};

const SHOWN_CHIPS = 3;
const SKELETON_ROWS = 5;
const COLUMNS = ["kpName", "kpReaches", "kpCreated", "kpExpires", "kpLastUsed", "kpState"] as const;

export function TokenTable({ tokens, busy, ...actions }: Props) {
  const { t } = useTranslation();
  return (
    <Table aria-label={t("kpTokens")} variant="compact" gridBreakPoint="grid-lg" aria-busy={busy} data-testid="tokens">
      <Thead>
        <Tr>
          {COLUMNS.map((key) => (
            <Th key={key}>{t(key)}</Th>
          ))}
          <Th screenReaderText={t("kpActions")} />
        </Tr>
      </Thead>
      <Tbody>
        {tokens === undefined
          ? Array.from({ length: SKELETON_ROWS }, (_, row) => (
              <Tr key={row}>
                {COLUMNS.map((key) => (
                  <Td key={key}>
                    <Skeleton screenreaderText={t("kpLoading")} />
                  </Td>
                ))}
                <Td />
              </Tr>
            ))
          : tokens.map((token) => <Row key={token.id} token={token} {...actions} />)}
      </Tbody>
    </Table>
  );
}

function Row({ token, onRotate, onEnable, onDelete }: { token: PathToken } & Omit<Props, "tokens" | "busy">) {
  const { t } = useTranslation();
  const page = `tokens/${token.id}`;
  const changeable = !isLongLifetime(token);
  const rotatable = changeable && token.state === "active";
  const items: IAction[] = [
    ...(changeable && token.state !== "expired"
      ? [{ title: t(token.enabled ? "kpDisable" : "kpEnable"), onClick: () => onEnable(token, !token.enabled) }]
      : []),
    { title: t("kpDelete"), onClick: () => onDelete(token) },
  ];
  return (
    <Tr data-testid="token-row">
      <Td dataLabel={t("kpName")} modifier="breakWord">
        <Link to={page}>{token.name}</Link>
        <small className="keypath-second">
          {isLongLifetime(token) ? `${t("kpKind_long-lifetime")} ` : ""}
          <bdi dir="ltr">…{token.hint}</bdi>
        </small>
      </Td>
      <Td dataLabel={t("kpReaches")}>
        <AccessChips
          access={token.accessList}
          {...(token.accessListSize == null ? {} : { size: token.accessListSize })}
          shown={SHOWN_CHIPS}
          all={page}
        />
      </Td>
      <Td dataLabel={t("kpCreated")} modifier="nowrap">
        <Day of={token.createdAt} />
      </Td>
      <Td dataLabel={t("kpExpires")} modifier="nowrap">
        <Expires of={token.expiresAt} />
      </Td>
      <Td dataLabel={t("kpLastUsed")} modifier="nowrap">
        <LastUse of={token} />
      </Td>
      <Td dataLabel={t("kpState")} modifier="nowrap">
        <StateLabel of={token} />
      </Td>
      <Td isActionCell modifier="nowrap">
        {rotatable && (
          <Button
            variant="plain"
            aria-label={t("kpRotateNamed", { name: token.name })}
            title={t("kpRotate")}
            onClick={() => onRotate(token)}
            icon={<SyncAltIcon />}
          />
        )}
        <ActionsColumn items={items} aria-label={t("kpActionsOf", { name: token.name })} />
      </Td>
    </Tr>
  );
}
