import { Button } from "@patternfly/react-core";
import { SyncAltIcon, TrashIcon } from "@patternfly/react-icons";
import { Table, Tbody, Td, Tr } from "@patternfly/react-table";
import { useTranslation } from "react-i18next";
import type { Secret, Sort } from "../api/types";
import { SkeletonRows } from "./SkeletonRows";
import { SortableHead } from "./SortableHead";
import { StateLabel } from "./StateLabel";
import { Day, Expires, LastUse } from "./Times";

type Props = {
  secrets: Secret[] | undefined;
  busy: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onRotate: (secret: Secret) => void;
  onDelete: (secret: Secret) => void;
};

const COLUMNS = [
  { label: "kpName", sort: "name" },
  { label: "kpCreated", sort: "createdAt" },
  { label: "kpExpires", sort: "expiresAt" },
  { label: "kpLastUsed", sort: "lastUsedAt" },
  { label: "kpState" },
] as const;

export function SecretTable({ secrets, busy, sort, onSort, onRotate, onDelete }: Props) {
  const { t } = useTranslation();
  return (
    <Table
      aria-label={t("kpSecrets")}
      variant="compact"
      gridBreakPoint="grid-lg"
      aria-busy={busy}
      data-testid="secrets"
    >
      <SortableHead columns={COLUMNS} sort={sort} onSort={onSort} />
      <Tbody>
        {secrets === undefined ? (
          <SkeletonRows columns={COLUMNS.length + 1} />
        ) : (
          secrets.map((secret) => (
            <Tr key={secret.id} data-testid="secret-row">
              <Td dataLabel={t("kpName")} modifier="breakWord">
                {secret.name}
                <small className="keypath-second">
                  <bdi dir="ltr">…{secret.hint}</bdi>
                </small>
              </Td>
              <Td dataLabel={t("kpCreated")}>
                <Day of={secret.createdAt} />
              </Td>
              <Td dataLabel={t("kpExpires")}>
                <Expires of={secret.expiresAt} />
              </Td>
              <Td dataLabel={t("kpLastUsed")}>
                <LastUse of={secret} />
              </Td>
              <Td dataLabel={t("kpState")}>
                <StateLabel of={secret} />
              </Td>
              <Td isActionCell modifier="nowrap">
                {secret.state === "active" && (
                  <Button
                    variant="plain"
                    aria-label={t("kpRotateNamed", { name: secret.name })}
                    title={t("kpRotate")}
                    onClick={() => onRotate(secret)}
                    icon={<SyncAltIcon />}
                  />
                )}
                <Button
                  variant="plain"
                  aria-label={t("kpDeleteNamed", { name: secret.name })}
                  title={t("kpDelete")}
                  onClick={() => onDelete(secret)}
                  icon={<TrashIcon />}
                />
              </Td>
            </Tr>
          ))
        )}
      </Tbody>
    </Table>
  );
}
