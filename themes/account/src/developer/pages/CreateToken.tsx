import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import type { IssuedToken } from "../api/types";
import { Reveal } from "../components/Reveal";
import { SubPage } from "../components/SubPage";
import { TokenFormFields } from "../components/TokenFormFields";
import { UsageLines } from "../components/UsageLines";
import { usePolicies } from "../hooks/usePolicies";

/** Makes a token, and shows its string this once. */
export default function CreateToken() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tokens } = usePolicies();
  const [issued, setIssued] = useState<IssuedToken>();
  return (
    <SubPage title={t("kpCreateToken")} description={t("kpCreateDescription")} up="..">
      {issued === undefined ? (
        <TokenFormFields policy={tokens} onIssued={setIssued} />
      ) : (
        <Reveal
          title={t("kpTokenMade", { name: issued.name })}
          secret={issued.token}
          doneLabel={t("kpDone")}
          onDone={() => void navigate("..")}
        >
          <UsageLines token={issued.token} access={issued.accessList} />
        </Reveal>
      )}
    </SubPage>
  );
}
