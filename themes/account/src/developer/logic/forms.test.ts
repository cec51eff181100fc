import { describe, expect, it } from "vitest";
import type { TokenPolicy } from "../api/types";
import { within } from "./actions";
import { errorPlace, withoutPrefix } from "./fieldErrors";
import { isPrefilled, prefilled, withoutPrefill } from "./prefill";
import { summary, type Words } from "./summary";
import { emptyForm, entries, faults, hasFaults, isOrigin, newRow, toCreation, type TokenForm } from "./tokenForm";
import { usages } from "./usage";

const POLICY: TokenPolicy = {
  vocabulary: "read-write",
  actions: [
    { name: "read", implies: [] },
    { name: "write", implies: ["read"] },
  ],
  defaultLifetime: 86400,
  minLifetime: 60,
  maxLifetime: 31536000,
  unlimited: false,
  mayCreate: true,
  maxPerOwner: 100,
  limits: {
    nameLength: 255,
    descriptionLength: 1000,
    accessListSize: 1000,
    pathBytes: 1024,
    pathSegments: 64,
    allowedOrigins: 20,
    allowedNetworks: 20,
    maxOverlap: 86400,
  },
};
const NOW = new Date(2026, 0, 10);

function form(part: Partial<TokenForm> = {}): TokenForm {
  return { ...emptyForm(POLICY), name: "tiles", access: [newRow("/maps", "read")], ...part };
}

describe("the form of a new token", () => {
  it("asks for a name and a path", () => {
    const found = faults(emptyForm(POLICY), POLICY, NOW);

    expect(found.name?.key).toBe("kpNameMissing");
    expect(Object.values(found.rows)).toEqual([{ key: "kpPath_missing" }]);
  });

  it("is sent without what was left empty", () => {
    expect(hasFaults(faults(form(), POLICY, NOW))).toBe(false);
    expect(toCreation(form(), POLICY, NOW)).toEqual({
      name: "tiles",
      accessList: [{ path: "/maps", access: "read" }],
      validFor: 86400,
    });
  });

  it("sends no access list for a token that reaches everything", () => {
    expect(toCreation(form({ everything: true }), POLICY, NOW)).not.toHaveProperty("accessList");
  });

  it("takes origins and networks from lines and commas", () => {
    expect(entries(" a, b\n\nc ")).toEqual(["a", "b", "c"]);
    expect(isOrigin("https://maps.example:8443")).toBe(true);
    expect(["maps.example", "https://a/b", "https://*.a", "ftp://a"].filter(isOrigin)).toEqual([]);
  });
});

describe("a link that fills in the form", () => {
  it("pairs paths and actions by their order, and knows only the realm's actions", () => {
    const query = new URLSearchParams(
      "name=tiles&path=/a&access=write&path=/b&access=admin&validFor=3600&network=192.0.2.0/24",
    );

    const filled = prefilled(query, POLICY);

    expect(filled).toMatchObject({
      name: "tiles",
      expiry: { kind: "seconds", seconds: 3600 },
      networks: "192.0.2.0/24",
    });
    expect(filled.access.map(({ path, access }) => `${access}:${path}`)).toEqual(["write:/a", "read:/b"]);
  });

  it("never asks for everything", () => {
    const filled = prefilled(new URLSearchParams("name=all"), POLICY);

    expect(filled.everything).toBe(false);
    expect(hasFaults(faults(filled, POLICY, NOW))).toBe(true);
  });

  it("is told from other queries, and leaves them", () => {
    expect(isPrefilled(new URLSearchParams("referrer=app"))).toBe(false);
    expect(withoutPrefill(new URLSearchParams("referrer=app&name=x"))).toBe("?referrer=app");
  });
});

describe("the server's errors", () => {
  it.each([
    ["name must have 1 to 255 characters", { field: "name" }],
    ["validFor must be between 60 and 31536000 seconds", { field: "expiry" }],
    ["accessList[2]: a path must start with /", { field: "access", row: 2 }],
    ["accessList[0].path must have 1 to 4096 characters", { field: "access", row: 0 }],
    ["allowedNetworks: network 1 must be an address", { field: "networks" }],
    ["The limit of 100 tokens is reached; delete one first", { field: null }],
  ])("%s", (text, place) => expect(errorPlace(text)).toEqual(place));

  it("are shown without the field's name", () => {
    expect(withoutPrefix("accessList[2]: a path must start with /")).toBe("a path must start with /");
    expect(withoutPrefix("allowedNetworks: network 1 is none")).toBe("network 1 is none");
  });
});

describe("narrowing", () => {
  it("allows what lies within, with an action that is implied", () => {
    const list = [{ path: "/maps", access: "write" }];

    expect(within({ path: "/maps/ams", access: "read" }, list, POLICY.actions)).toBe(true);
    expect(within({ path: "/mapsecret", access: "read" }, list, POLICY.actions)).toBe(false);
    expect(within({ path: "/maps", access: "write" }, [{ path: "/maps", access: "read" }], POLICY.actions)).toBe(false);
  });
});

describe("the summary", () => {
  const words: Words = {
    action: (name) => name,
    list: (items) => items.join(" and "),
    text: (key, values) => `${key}(${Object.values(values ?? {}).join("; ")})`,
  };

  it("says the actions with their paths, and the end", () => {
    const access = [
      { path: "/a", access: "read" },
      { path: "/b", access: "write" },
      { path: "/c", access: "read" },
    ];

    expect(summary({ access, end: "June", origins: [], networks: [] }, words)).toBe(
      "kpSummary(kpSummaryPart(read; /a and /c) and kpSummaryPart(write; /b); June; )",
    );
  });

  it("shortens a long list, and says everything and for ever", () => {
    const many = Array.from({ length: 9 }, (_, at) => ({ path: `/${at}`, access: "read" }));

    expect(summary({ access: many, end: "June", origins: [], networks: [] }, words)).toContain("kpMorePaths(6)");
    expect(summary({ access: null, end: null, origins: [], networks: ["10.0.0.0/8"] }, words)).toBe(
      "kpSummaryForEver(kpSummaryEverything(); ;  kpSummaryNetworks(10.0.0.0/8))",
    );
  });
});

describe("the lines to paste", () => {
  it("hold the token and the address, quoted for a shell", () => {
    const [curl, python, git, rclone] = usages("kpt_x", "https://files.example/", "/maps/a'b");

    expect(curl?.lines).toBe(String.raw`curl -H 'Authorization: Bearer kpt_x' 'https://files.example/maps/a'\''b'`);
    expect(python?.lines).toContain(`"https://files.example/maps/a'b"`);
    expect(git?.lines).toMatch(/^git -c http\.extraHeader='Authorization: Bearer kpt_x' clone /);
    expect(rclone?.lines).toContain("--webdav-bearer-token=kpt_x");
  });
});
