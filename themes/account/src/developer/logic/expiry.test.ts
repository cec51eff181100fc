import { describe, expect, it } from "vitest";
import { DAY, dateBounds, distance, endOf, endsSoon, expiryFault, inWords, isoDay, presets, toSeconds } from "./expiry";

const POLICY = { defaultLifetime: DAY, minLifetime: 60, maxLifetime: 365 * DAY, unlimited: false };
const NOW = new Date(2026, 0, 10, 12, 0, 0);

describe("the lifetimes that are offered", () => {
  it("are the usual ones that the policy allows", () => {
    expect(presets({ ...POLICY, maxLifetime: 30 * DAY })).toEqual([3600, DAY, 7 * DAY, 30 * DAY]);
  });

  it("hold the realm's default", () => {
    expect(presets({ ...POLICY, defaultLifetime: 2 * DAY })).toContain(2 * DAY);
  });

  it("are never none", () => {
    expect(presets({ ...POLICY, defaultLifetime: 300, maxLifetime: 600 })).toEqual([300, 600]);
  });
});

describe("an end", () => {
  it("on a day is that day's last second", () => {
    expect(toSeconds({ kind: "date", date: "2026-01-10" }, POLICY, NOW)).toBe(12 * 3600 - 1);
    expect(endOf({ kind: "date", date: "2026-01-10" }, POLICY, NOW)).toEqual(new Date(2026, 0, 10, 23, 59, 59));
  });

  it("on the last day that may be chosen is within the policy", () => {
    const last = isoDay(dateBounds(POLICY, NOW).last);

    expect(toSeconds({ kind: "date", date: last }, POLICY, NOW)).toBe(POLICY.maxLifetime);
    expect(expiryFault({ kind: "date", date: last }, POLICY, NOW)).toBeNull();
  });

  it.each([
    [{ kind: "date", date: "" }, "dateMissing"],
    [{ kind: "date", date: "soon" }, "dateMissing"],
    [{ kind: "date", date: "2026-01-09" }, "datePast"],
    [{ kind: "date", date: "2028-01-01" }, "dateTooLate"],
    [{ kind: "seconds", seconds: 59 }, "tooShort"],
    [{ kind: "seconds", seconds: 366 * DAY }, "tooLong"],
    [{ kind: "never" }, "neverNotAllowed"],
  ] as const)("%j is refused: %s", (expiry, fault) => expect(expiryFault(expiry, POLICY, NOW)).toBe(fault));

  it("may be never where the policy says so", () => {
    expect(expiryFault({ kind: "never" }, { ...POLICY, unlimited: true }, NOW)).toBeNull();
    expect(toSeconds({ kind: "never" }, POLICY, NOW)).toBeNull();
  });

  it("is near within a week, and within the last fifth of the life", () => {
    const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString();

    expect(endsSoon(after(-89 * DAY), after(DAY), NOW)).toBe(true);
    expect(endsSoon(after(-1), after(3600), NOW)).toBe(false);
    expect(endsSoon(after(-364 * DAY), after(8 * DAY), NOW)).toBe(false);
    expect(endsSoon(after(-DAY), after(-1), NOW)).toBe(false);
    expect(endsSoon(after(-DAY), null, NOW)).toBe(false);
  });
});

describe("a span in words", () => {
  it("has the largest unit that fits", () => {
    expect(inWords(2 * DAY)).toEqual({ count: 2, unit: "day" });
    expect(inWords(7200)).toEqual({ count: 2, unit: "hour" });
    expect(inWords(90)).toEqual({ count: 2, unit: "minute" });
    expect(distance(new Date(NOW.getTime() - 25 * 3600 * 1000), NOW)).toEqual({ count: -1, unit: "day" });
  });
});
