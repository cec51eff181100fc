import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from "@patternfly/react-core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PathToken } from "../api/types";
import { useFormat } from "../hooks/useFormat";
import { AccessChips } from "./AccessChips";
import { StateLabel } from "./StateLabel";
import { Expires, LastUse } from "./Times";
import { TokenSummary } from "./TokenSummary";

/** All that there is to know of a token, but for its string. */
export function TokenDetails({ token }: { token: PathToken }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { accessList, expiresAt, allowedOrigins, allowedNetworks } = token;
  return (
    <DescriptionList
      isHorizontal
      horizontalTermWidthModifier={{ default: "12ch", md: "20ch" }}
      data-testid="details"
      className="pf-v5-u-mt-lg"
    >
      {token.state === "active" && (
        <Term name={t("kpSummaryTitle")}>
          <TokenSummary
            of={{
              access: accessList,
              end: expiresAt === null ? null : new Date(expiresAt),
              origins: allowedOrigins,
              networks: allowedNetworks,
            }}
          />
        </Term>
      )}
      <Term name={t("kpState")}>
        <StateLabel of={token} />
      </Term>
      {token.description !== null && token.description !== "" && <Term name={t("kpWhatFor")}>{token.description}</Term>}
      <Term name={t("kpKind")}>{t(`kpKind_${token.kind}`, { defaultValue: token.kind })}</Term>
      <Term name={t("kpReaches")}>
        <AccessChips access={accessList} />
      </Term>
      {token.scope !== null && token.scope !== "" && <Term name={t("kpScope")}>{token.scope}</Term>}
      <Term name={t("kpCreated")}>
        {format.moment(token.createdAt)}
        {token.clientId !== null && (
          <small className="keypath-second">{t("kpMadeWith", { client: token.clientId })}</small>
        )}
      </Term>
      <Term name={t("kpExpires")}>
        <Expires of={expiresAt} />
      </Term>
      <Term name={t("kpLastUsed")}>
        <LastUse of={token} />
      </Term>
      {allowedNetworks.length > 0 && (
        <Term name={t("kpNetworks")}>
          <bdi dir="ltr">{allowedNetworks.join(", ")}</bdi>
        </Term>
      )}
      {allowedOrigins.length > 0 && (
        <Term name={t("kpOrigins")}>
          <bdi dir="ltr">{allowedOrigins.join(", ")}</bdi>
        </Term>
      )}
      <Term name={t("kpHint")}>
        <bdi dir="ltr" className="keypath-mono">
          …{token.hint}
        </bdi>
      </Term>
    </DescriptionList>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{name}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}
