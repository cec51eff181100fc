import { Th, Thead, Tr } from "@patternfly/react-table";
import { useTranslation } from "react-i18next";
import type { Sort, SortField } from "../api/types";

export type Column = { label: string; sort?: SortField };

type Props = { columns: readonly Column[]; sort: Sort; onSort: (sort: Sort) => void };

/** The head of a list whose order is the server's; what has no field cannot be sorted by. */
export function SortableHead({ columns, sort, onSort }: Props) {
  const { t } = useTranslation();
  const descending = sort.startsWith("-");
  const active = columns.findIndex((column) => column.sort === sort.replace("-", ""));
  return (
    <Thead>
      <Tr>
        {columns.map(({ label, sort: field }, index) => (
          <Th
            key={label}
            {...(field === undefined
              ? {}
              : {
                  sort: {
                    columnIndex: index,
                    sortBy: { index: active, direction: descending ? "desc" : "asc" },
                    onSort: (_event, _index, direction) =>
                      onSort((direction as string) === "desc" ? `-${field}` : field),
                  },
                })}
          >
            {t(label)}
          </Th>
        ))}
        <Th screenReaderText={t("kpActions")} />
      </Tr>
    </Thead>
  );
}
