import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router-dom";
import type { Page, Sort, TokenState } from "../api/types";

export type ListQuery = { page: Page; change: (part: Partial<Page>) => void };

const MAX = 20;
const STATES: readonly string[] = ["active", "disabled", "expired"];
const NEWEST: Sort = "-createdAt";
const SORT = /^-?(name|createdAt|expiresAt|lastUsedAt)$/;

/** What a list shows stands in the page's address, so that the back button comes back to it. */
export function useListQuery(): ListQuery {
  const [parameters, setParameters] = useSearchParams();
  const page = useMemo((): Page => {
    const state = parameters.get("show") ?? "";
    const sort = parameters.get("sort") ?? "";
    return {
      first: whole(parameters.get("first"), 0),
      max: Math.min(100, whole(parameters.get("max"), MAX) || MAX),
      search: parameters.get("search") ?? "",
      state: STATES.includes(state) ? (state as TokenState) : "",
      sort: SORT.test(sort) ? (sort as Sort) : NEWEST,
    };
  }, [parameters]);

  const change = useCallback(
    (part: Partial<Page>) => {
      setParameters(
        (old) => {
          const next = new URLSearchParams(old);
          // Anything but turning a page begins at the first.
          const { first = 0, max, search, state, sort } = part;
          set(next, "first", first === 0 ? "" : `${first}`);
          if (max !== undefined) set(next, "max", max === MAX ? "" : `${max}`);
          if (search !== undefined) set(next, "search", search);
          if (state !== undefined) set(next, "show", state);
          if (sort !== undefined) set(next, "sort", sort === NEWEST ? "" : sort);
          return next;
        },
        { replace: true },
      );
    },
    [setParameters],
  );
  return { page, change };
}

function whole(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : otherwise;
}

function set(parameters: URLSearchParams, key: string, value: string): void {
  if (value === "") {
    parameters.delete(key);
  } else {
    parameters.set(key, value);
  }
}
