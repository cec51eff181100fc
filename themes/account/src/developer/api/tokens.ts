import { call, type Context } from "./http";
import type { IssuedToken, Page, PathToken, TokenChange, TokenCreation, TokenPolicy } from "./types";

const PATH = "/path-tokens";

/** Query parameters of a list; what is empty is left out, since the server refuses empty ones. */
export function query({ search, state }: Pick<Page, "search" | "state">): Record<string, string> {
  return { ...(search === "" ? {} : { search }), ...(state === "" ? {} : { state }) };
}

/** Path tokens, personal tokens and long-lifetime tokens of the user. */
export function tokensApi(context: Context) {
  const one = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
  return {
    policy: (signal?: AbortSignal) => call<TokenPolicy>(context, `${PATH}/policy`, { signal }),
    list: (page: Page, signal?: AbortSignal) =>
      call<PathToken[]>(context, PATH, {
        query: { first: `${page.first}`, max: `${page.max}`, sort: page.sort, ...query(page) },
        signal,
      }),
    count: (page: Pick<Page, "search" | "state">, signal?: AbortSignal) =>
      call<number>(context, `${PATH}/count`, { query: query(page), signal }),
    get: (id: string, signal?: AbortSignal) => call<PathToken>(context, one(id), { signal }),
    create: (body: TokenCreation) => call<IssuedToken>(context, PATH, { method: "POST", body }),
    change: (id: string, body: TokenChange) => call<PathToken>(context, one(id), { method: "PATCH", body }),
    rotate: (id: string, overlap: number) =>
      call<IssuedToken>(context, `${one(id)}/rotate`, { method: "POST", body: { overlap } }),
    remove: (id: string) => call<undefined>(context, one(id), { method: "DELETE" }),
  };
}
