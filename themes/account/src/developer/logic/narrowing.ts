import type { LifetimePolicy } from "../api/types";
import { DAY } from "./expiry";

const LEAST = 60;

/** The lifetimes that end before a token does, counted from now. */
export function shortened(policy: LifetimePolicy, expiresAt: string | null, now: Date): LifetimePolicy {
  const left = expiresAt === null ? policy.maxLifetime : Math.floor((Date.parse(expiresAt) - now.getTime()) / 1000);
  const maxLifetime = Math.max(LEAST, Math.min(policy.maxLifetime, left));
  return {
    minLifetime: policy.minLifetime ?? LEAST,
    maxLifetime,
    defaultLifetime: Math.min(DAY, maxLifetime),
    unlimited: false,
  };
}
