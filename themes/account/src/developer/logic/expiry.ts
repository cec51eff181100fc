import type { LifetimePolicy } from "../api/types";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const MIN_LIFETIME = 60;

/** What the user chose: a number of seconds, the end of a day, or no end. */
export type Expiry = { kind: "seconds"; seconds: number } | { kind: "date"; date: string } | { kind: "never" };

const USUAL = [HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];

/** Lifetimes to offer, shortest first: the usual ones that the policy allows, and its default. */
export function presets({ defaultLifetime, maxLifetime, minLifetime = MIN_LIFETIME }: LifetimePolicy): number[] {
  const allowed = USUAL.filter((seconds) => seconds >= minLifetime && seconds <= maxLifetime);
  const all = new Set([...allowed, defaultLifetime, ...(allowed.length === 0 ? [maxLifetime] : [])]);
  return [...all].sort((a, b) => a - b);
}

/** Seconds to ask for; null for no end. Of a day counts its last second, or less where the policy ends earlier. */
export function toSeconds(expiry: Expiry, policy: LifetimePolicy, now: Date): number | null {
  switch (expiry.kind) {
    case "never":
      return null;
    case "seconds":
      return expiry.seconds;
    case "date": {
      const wanted = Math.floor((endOfDay(expiry.date).getTime() - now.getTime()) / 1000);
      // The last day that may be chosen is rarely over when the longest lifetime is.
      const overhang = wanted - policy.maxLifetime;
      return overhang > 0 && overhang < DAY ? policy.maxLifetime : wanted;
    }
  }
}

export type ExpiryFault = "dateMissing" | "datePast" | "dateTooLate" | "tooShort" | "tooLong" | "neverNotAllowed";

/** Why the policy does not allow it; null when it does. */
export function expiryFault(expiry: Expiry, policy: LifetimePolicy, now: Date): ExpiryFault | null {
  if (expiry.kind === "never") {
    return policy.unlimited ? null : "neverNotAllowed";
  }
  if (expiry.kind === "date" && Number.isNaN(endOfDay(expiry.date).getTime())) {
    return "dateMissing";
  }
  const seconds = toSeconds(expiry, policy, now) ?? 0;
  if (seconds < (policy.minLifetime ?? MIN_LIFETIME)) {
    return expiry.kind === "date" ? "datePast" : "tooShort";
  }
  if (seconds > policy.maxLifetime) {
    return expiry.kind === "date" ? "dateTooLate" : "tooLong";
  }
  return null;
}

/** When it ends; null for never. */
export function endOf(expiry: Expiry, policy: LifetimePolicy, now: Date): Date | null {
  const seconds = toSeconds(expiry, policy, now);
  return seconds === null ? null : new Date(now.getTime() + seconds * 1000);
}

/** The days between which a date may be chosen, as their first moments. */
export function dateBounds(policy: LifetimePolicy, now: Date): { first: Date; last: Date } {
  const last = new Date(now.getTime() + policy.maxLifetime * 1000);
  // Beyond this a Date has no day.
  return { first: startOfDay(now), last: startOfDay(Number.isNaN(last.getTime()) ? new Date(8.64e15) : last) };
}

/** A day as `yyyy-mm-dd` in the user's time zone. */
export function isoDay(date: Date): string {
  const two = (part: number) => `${part}`.padStart(2, "0");
  return `${`${date.getFullYear()}`.padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function endOfDay(day: string): Date {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  return parts === null
    ? new Date(Number.NaN)
    : new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), 23, 59, 59);
}

/** Whether what is still good ends soon: within a week, and within the last fifth of its life. */
export function endsSoon(createdAt: string, expiresAt: string | null, now: Date): boolean {
  if (expiresAt === null) {
    return false;
  }
  const left = Date.parse(expiresAt) - now.getTime();
  const life = Date.parse(expiresAt) - Date.parse(createdAt);
  return left > 0 && left <= Math.min(7 * DAY * 1000, life / 5);
}

export type Span = { count: number; unit: "minute" | "hour" | "day" };

/** A lifetime in its largest whole unit. */
export function inWords(seconds: number): Span {
  if (seconds % DAY === 0) {
    return { count: seconds / DAY, unit: "day" };
  }
  return seconds % HOUR === 0
    ? { count: seconds / HOUR, unit: "hour" }
    : { count: Math.round(seconds / MINUTE), unit: "minute" };
}

/** How long until a moment (negative: since it), in the largest unit that fits. */
export function distance(to: Date, now: Date): Span {
  const seconds = Math.round((to.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size >= DAY) {
    return { count: Math.round(seconds / DAY), unit: "day" };
  }
  return size >= HOUR
    ? { count: Math.round(seconds / HOUR), unit: "hour" }
    : { count: Math.round(seconds / MINUTE), unit: "minute" };
}
