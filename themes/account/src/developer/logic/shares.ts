import type { Share } from "../api/types";

export type SharedBy = "anyone" | "link" | "user" | "group" | "role";

/** By what somebody reaches a share: the part of its principal in front of the colon. */
export function sharedBy({ principal }: Pick<Share, "principal">): SharedBy {
  return principal.split(":")[0] as SharedBy;
}

/** The address to hand on: the path at a service, with the key of the link. */
export function linkOf(service: string, path: string, key: string): string {
  return `${service.replace(/\/+$/, "")}${path}?key=${key}`;
}
