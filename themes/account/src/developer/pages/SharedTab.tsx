import { Button, Text, TextContent } from "@patternfly/react-core";
import { UsersIcon } from "@patternfly/react-icons";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router-dom";
import { Nothing } from "../components/Nothing";
import { Problem } from "../components/Problem";
import { ShareTable } from "../components/ShareTable";
import { useApi } from "../hooks/useApi";
import { useLoad } from "../hooks/useLoad";
import { usePolicies } from "../hooks/usePolicies";
import { useSlice } from "../hooks/useSlice";

/** What others share with the user, his groups and his roles. */
export default function SharedTab() {
  const { shares } = usePolicies();
  return shares?.members ? <Shared /> : <Navigate to=".." replace />;
}

function Shared() {
  const { t } = useTranslation();
  const { shares } = useApi();
  const { page, change } = useSlice();
  // The server counts none of these: one more than is shown tells whether there are more.
  const { data, error, loading, reload } = useLoad(
    (signal) => shares.withMe({ first: page.first, max: page.max + 1 }, signal),
    [shares, page],
  );
  if (data?.length === 0 && page.first === 0 && !loading) {
    return (
      <Nothing title={t("kpNothingShared")} text={t("kpNothingSharedText")} icon={UsersIcon} testId="nothing-shared" />
    );
  }
  return (
    <>
      <TextContent className="pf-v5-u-mb-md">
        <Text component="p">{t("kpSharedWithMeText")}</Text>
      </TextContent>
      {error !== undefined && !loading && <Problem error={error} onRetry={reload} />}
      {(data !== undefined || error === undefined) && (
        <ShareTable
          label={t("kpSharedWithMe")}
          shares={data?.slice(0, page.max)}
          busy={loading}
          principal="kpSharedThrough"
          mine
        />
      )}
      {data !== undefined && (page.first > 0 || data.length > page.max) && (
        <div className="keypath-actions pf-v5-u-mt-md">
          <Button
            variant="secondary"
            isDisabled={page.first === 0 || loading}
            onClick={() => change({ first: Math.max(0, page.first - page.max) })}
          >
            {t("kpPreviousPage")}
          </Button>
          <Button
            variant="secondary"
            isDisabled={data.length <= page.max || loading}
            onClick={() => change({ first: page.first + page.max })}
          >
            {t("kpNextPage")}
          </Button>
        </div>
      )}
    </>
  );
}
