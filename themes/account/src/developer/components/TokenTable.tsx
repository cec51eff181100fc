import { Button, MenuToggle } from "@patternfly/react-core";
import { EllipsisVIcon, SyncAltIcon } from "@patternfly/react-icons";
import { ActionsColumn, Table, Tbody, Td, Tr, type IAction } from "@patternfly/react-table";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { PathToken, Sort } from "../api/types";
import { isLongLifetime } from "../logic/kinds";
import { AccessChips } from "./AccessChips";
import { SkeletonRows } from "./SkeletonRows";
import { SortableHead } from "./SortableHead";
import { StateLabel } from "./StateLabel";
import { Day, Expires, LastUse } from "./Times";

type Props = {
  /** Undefined while the first answer is under way. */
  tokens: PathToken[] | undefined;
  busy: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onRotate: (token: PathToken) => void;
  onEnable: (token: PathToken, enabled: boolean) => void;
  onDelete: (token: PathToken) => void;
};

const SHOWN_CHIPS = 3;
const COLUMNS = [
  { label: "kpName", sort: "name" },
  { label: "kpReaches" },
  { label: "kpCreated", sort: "createdAt" },
  { label: "kpExpires", sort: "expiresAt" },
  { label: "kpLastUsed", sort: "lastUsedAt" },
  { label: "kpState" },
] as const;

export function TokenTable({ tokens, busy, sort, onSort, ...actions }: Props) {
  const { t } = useTranslation();
  return (
    <Table aria-label={t("kpTokens")} variant="compact" gridBreakPoint="grid-lg" aria-busy={busy} data-testid="tokens">
      <SortableHead columns={COLUMNS} sort={sort} onSort={onSort} />
      <Tbody>
        {tokens === undefined ? (
          <SkeletonRows columns={COLUMNS.length + 1} />
        ) : (
          tokens.map((token) => <Row key={token.id} token={token} {...actions} />)
        )}
      </Tbody>
    </Table>
  );
}

function Row({
  token,
  onRotate,
  onEnable,
  onDelete,
}: { token: PathToken } & Omit<Props, "tokens" | "busy" | "sort" | "onSort">) {
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
        <ActionsColumn
          items={items}
          actionsToggle={({ onToggle, isOpen, toggleRef }) => (
            // Its own is called the same in every row.
            <MenuToggle
              ref={toggleRef}
              variant="plain"
              onClick={onToggle}
              isExpanded={isOpen}
              aria-label={t("kpActionsOf", { name: token.name })}
            >
              <EllipsisVIcon />
            </MenuToggle>
          )}
        />
      </Td>
    </Tr>
  );
}
