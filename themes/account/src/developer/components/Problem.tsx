import { Alert, AlertActionLink } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../api/errors";
import { useSignIn } from "../hooks/useSignIn";

type Props = { error: ApiError; onRetry?: () => void };

/** What went wrong, and what the user can do about it. */
export function Problem({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const key = titleKey(error);
  const action = error.needsLogin ? (
    <AlertActionLink onClick={() => signIn(error.maxAge !== null)}>{t("kpSignIn")}</AlertActionLink>
  ) : onRetry === undefined ? undefined : (
    <AlertActionLink onClick={onRetry}>{t("kpTryAgain")}</AlertActionLink>
  );
  return (
    <Alert
      isInline
      component="p"
      variant={error.needsLogin ? "warning" : "danger"}
      title={t(key)}
      actionLinks={action}
      data-testid="problem"
      role="alert"
      className="pf-v5-u-mb-md"
    >
      {error.needsLogin ? t("kpSignInKeeps") : error.message}
    </Alert>
  );
}

function titleKey({ status, maxAge }: ApiError): string {
  switch (status) {
    case 0:
      return "kpProblemUnreachable";
    case 401:
      return maxAge === null ? "kpProblemSession" : "kpProblemLoginAge";
    case 403:
      return "kpProblemForbidden";
    case 404:
      return "kpProblemGone";
    case 409:
      return "kpProblemConflict";
    case 400:
      return "kpProblemInvalid";
    default:
      return "kpProblemServer";
  }
}
