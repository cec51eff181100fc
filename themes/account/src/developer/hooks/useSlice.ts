import { useMemo, useState } from "react";
import type { ListQuery } from "./useListQuery";

/** Pages of a list that has neither search nor filter. */
export function useSlice(): ListQuery {
  const [{ first, max }, setSlice] = useState({ first: 0, max: 20 });
  return useMemo(
    () => ({
      page: { first, max, search: "", state: "", sort: "-createdAt" },
      change: (part) => setSlice({ first: part.first ?? 0, max: part.max ?? max }),
    }),
    [first, max],
  );
}
