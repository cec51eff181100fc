import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** An action of the realm's vocabulary in words. */
export function useActionName(): (action: string) => string {
  const { t } = useTranslation();
  return useCallback((action) => t(`kpAction_${action.replaceAll(".", "_")}`, { defaultValue: action }), [t]);
}
