import {
  FormSelect,
  FormSelectOption,
  Pagination,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ListQuery } from "../hooks/useListQuery";

type Props = {
  id: string;
  query: ListQuery;
  /** Undefined while it is not known. */
  count: number | undefined;
  states: readonly string[];
  children: ReactNode;
};

const PAUSE = 300;

/** Search, filter, the main action and the pages of a list. */
export function ListToolbar({ id, query, count, states, children }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(query.page.search);
  const { change } = query;

  // Typing does not ask the server for each letter.
  useEffect(() => {
    if (text.trim() === query.page.search) {
      return undefined;
    }
    const timer = setTimeout(() => change({ search: text.trim() }), PAUSE);
    return () => clearTimeout(timer);
  }, [text, query.page.search, change]);

  return (
    <Toolbar id={id} inset={{ default: "insetNone" }}>
      <ToolbarContent>
        <ToolbarItem variant="search-filter" className="keypath-search">
          <SearchInput
            value={text}
            placeholder={t("kpSearch")}
            aria-label={t("kpSearch")}
            resetButtonLabel={t("kpClear")}
            onChange={(_, value) => setText(value)}
            onSearch={() => change({ search: text.trim() })}
            onClear={() => setText("")}
          />
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            className="keypath-filter"
            value={query.page.state}
            aria-label={t("kpState")}
            data-testid="state-filter"
            onChange={(_, state) => change({ state: state as ListQuery["page"]["state"] })}
          >
            <FormSelectOption value="" label={t("kpState_all")} />
            {states.map((state) => (
              <FormSelectOption key={state} value={state} label={t(`kpState_${state}`)} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>{children}</ToolbarItem>
        <ToolbarItem variant="pagination" align={{ default: "alignRight" }}>
          <Pages query={query} count={count} isCompact />
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

type PagesProps = { query: ListQuery; count: number | undefined; isCompact?: boolean };

export function Pages({ query: { page, change }, count, isCompact = false }: PagesProps) {
  const { t } = useTranslation();
  return (
    <Pagination
      isCompact={isCompact}
      variant={isCompact ? "top" : "bottom"}
      itemCount={count ?? 0}
      perPage={page.max}
      page={Math.floor(page.first / page.max) + 1}
      perPageOptions={[10, 20, 50, 100].map((value) => ({ title: `${value}`, value }))}
      onSetPage={(_, number) => change({ first: (number - 1) * page.max })}
      onPerPageSelect={(_, max) => change({ max })}
      titles={{
        ofWord: t("kpOf"),
        perPageSuffix: t("kpPerPage"),
        toFirstPageAriaLabel: t("kpFirstPage"),
        toPreviousPageAriaLabel: t("kpPreviousPage"),
        toNextPageAriaLabel: t("kpNextPage"),
        toLastPageAriaLabel: t("kpLastPage"),
        currPageAriaLabel: t("kpCurrentPage"),
        paginationAriaLabel: t(isCompact ? "kpPagesTop" : "kpPagesBottom"),
        optionsToggleAriaLabel: t("kpPerPage"),
        page: "",
        pages: "",
        items: "",
      }}
    />
  );
}
