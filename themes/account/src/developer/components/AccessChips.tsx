import { Label } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { AccessEntry } from "../api/types";
import { useActionName } from "../hooks/useActionName";
import { useFormat } from "../hooks/useFormat";

type Props = {
  access: AccessEntry[] | null;
  /** How many there are, where the list is not complete. */
  size?: number;
  shown?: number;
  /** Where all of them are. */
  all?: string;
};

/** What a token reaches: an action and a path each. */
export function AccessChips({ access, size, shown = Infinity, all }: Props) {
  const { t } = useTranslation();
  const actionName = useActionName();
  const format = useFormat();
  if (access === null) {
    return (
      <Label isCompact color="gold">
        {t("kpEverything")}
      </Label>
    );
  }
  const visible = access.slice(0, shown);
  const more = (size ?? access.length) - visible.length;
  return (
    <ul className="keypath-chips">
      {visible.map(({ path, access: action }) => (
        <li key={`${action} ${path}`}>
          <Label isCompact textMaxWidth="22ch" title={`${actionName(action)} ${path}`}>
            {actionName(action)} <bdi dir="ltr">{path}</bdi>
          </Label>
        </li>
      ))}
      {more > 0 && (
        <li>
          {all === undefined ? (
            t("kpMore", { count: more, number: format.number(more) })
          ) : (
            <Link to={all}>{t("kpMore", { count: more, number: format.number(more) })}</Link>
          )}
        </li>
      )}
    </ul>
  );
}
