import { call, type Context } from "./http";
import type { IssuedShare, Share, ShareCreation, SharePolicy, Slice } from "./types";

const PATH = "/gate-shares";

/** What is shared with the user, and what he shares. */
export function sharesApi(context: Context) {
  const slice = ({ first, max }: Slice) => ({ first: `${first}`, max: `${max}` });
  return {
    policy: (signal?: AbortSignal) => call<SharePolicy>(context, `${PATH}/policy`, { signal }),
    withMe: (part: Slice, signal?: AbortSignal) =>
      call<Share[]>(context, `${PATH}/shared-with-me`, { query: slice(part), signal }),
    made: (part: Slice, signal?: AbortSignal) => call<Share[]>(context, PATH, { query: slice(part), signal }),
    countMade: (signal?: AbortSignal) => call<number>(context, `${PATH}/count`, { signal }),
    create: (body: ShareCreation) => call<IssuedShare>(context, PATH, { method: "POST", body }),
    remove: (id: string) => call<undefined>(context, `${PATH}/${encodeURIComponent(id)}`, { method: "DELETE" }),
  };
}
