import { useTranslation } from "react-i18next";
import { useActionName } from "../hooks/useActionName";
import { useFormat } from "../hooks/useFormat";
import { summary, type Described } from "../logic/summary";

type Props = { of: Omit<Described, "end"> & { end: Date | null } };

/** What a token is able to do, in one sentence. */
export function TokenSummary({ of }: Props) {
  const { t } = useTranslation();
  const action = useActionName();
  const format = useFormat();
  const words = {
    action: (name: string) => action(name).toLocaleLowerCase(format.locale),
    list: format.list,
    text: (key: string, values?: Record<string, unknown>) => t(key, values ?? {}),
  };
  return <>{summary({ ...of, end: of.end === null ? null : format.moment(of.end) }, words)}</>;
}
