import type { PathToken } from "../api/types";

/** A JWT: its name and description can be changed, nothing else, since who checks the signature alone would not hear of it. */
export function isLongLifetime(token: Pick<PathToken, "kind">): boolean {
  return token.kind === "long-lifetime";
}
