import { Skeleton } from "@patternfly/react-core";
import { Td, Tr } from "@patternfly/react-table";
import { useTranslation } from "react-i18next";

const ROWS = 5;

/** Stands for the rows of a table while the first answer is under way. */
export function SkeletonRows({ columns }: { columns: number }) {
  const { t } = useTranslation();
  return Array.from({ length: ROWS }, (_row, row) => (
    <Tr key={row}>
      {Array.from({ length: columns }, (_column, column) => (
        <Td key={column}>
          <Skeleton screenreaderText={t("kpLoading")} />
        </Td>
      ))}
    </Tr>
  ));
}
