import { Button, Label } from "@patternfly/react-core";
import { TrashIcon } from "@patternfly/react-icons";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useTranslation } from "react-i18next";
import type { Share } from "../api/types";
import { sharedBy } from "../logic/shares";
import { AccessChips } from "./AccessChips";
import { SkeletonRows } from "./SkeletonRows";
import { Day, Expires } from "./Times";

type Props = {
  label: string;
  /** Undefined while the first answer is under way. */
  shares: Share[] | undefined;
  busy: boolean;
  /** What the column of the principal is called. */
  principal: string;
  /** Whether they are what is shared with the user himself. */
  mine?: boolean;
  onDelete?: (share: Share) => void;
};

export function ShareTable({ label, shares, busy, principal, mine = false, onDelete }: Props) {
  const { t } = useTranslation();
  const columns = ["kpReaches", principal, "kpCreated", "kpExpires"];
  return (
    <Table aria-label={label} variant="compact" gridBreakPoint="grid-lg" aria-busy={busy} data-testid="shares">
      <Thead>
        <Tr>
          {columns.map((key) => (
            <Th key={key}>{t(key)}</Th>
          ))}
          {onDelete !== undefined && <Th screenReaderText={t("kpActions")} />}
        </Tr>
      </Thead>
      <Tbody>
        {shares === undefined ? (
          <SkeletonRows columns={columns.length + (onDelete === undefined ? 0 : 1)} />
        ) : (
          shares.map((share) => (
            <Tr key={share.id} data-testid="share-row">
              <Td dataLabel={t("kpReaches")}>
                <AccessChips access={[share]} />
              </Td>
              <Td dataLabel={t(principal)}>
                {t(mine && sharedBy(share) === "user" ? "kpShared_me" : `kpShared_${sharedBy(share)}`)}
                {sharedBy(share) === "role" && (
                  <small className="keypath-second">{share.principal.replace("role:", "")}</small>
                )}
                {share.hint !== null && (
                  <small className="keypath-second">
                    <bdi dir="ltr">…{share.hint}</bdi>
                  </small>
                )}
              </Td>
              <Td dataLabel={t("kpCreated")} modifier="nowrap">
                <Day of={share.createdAt} />
              </Td>
              <Td dataLabel={t("kpExpires")} modifier="nowrap">
                {share.state === "expired" ? (
                  <Label isCompact color="red">
                    {t("kpState_expired")}
                  </Label>
                ) : (
                  <Expires of={share.expiresAt} />
                )}
              </Td>
              {onDelete !== undefined && (
                <Td isActionCell>
                  <Button
                    variant="plain"
                    aria-label={t("kpDeleteNamed", { name: share.path })}
                    icon={<TrashIcon />}
                    onClick={() => onDelete(share)}
                  />
                </Td>
              )}
            </Tr>
          ))
        )}
      </Tbody>
    </Table>
  );
}
