import { describe, expect, it } from "vitest";
import { covers, pathFault } from "./paths";

const LIMITS = { pathBytes: 1024, pathSegments: 64 };

describe("a path", () => {
  it.each([
    "/",
    "/maps",
    "/maps/ams/",
    "/maps/a b",
    "/maps/Zürich",
    "/maps/Z%C3%BCrich",
    "/a;b",
    "/.hidden",
    "/a..b",
    "/100%25",
  ])("may be %s", (path) => expect(pathFault(path, LIMITS)).toBeNull());

  it.each([
    ["maps", "absolute"],
    ["/maps//ams", "emptySegment"],
    ["//", "emptySegment"],
    ["/maps/;x", "emptySegment"],
    ["/maps/..", "dotSegment"],
    ["/maps/%2e%2E/x", "dotSegment"],
    ["/maps/..;x", "dotSegment"],
    ["/maps?x", "query"],
    ["/maps#x", "query"],
    ["/maps/%", "escape"],
    ["/maps/%zz", "escape"],
    ["/maps/%ff", "escape"],
    ["/maps/%252e", "doubleEncoding"],
    ["/maps%2fams", "encodedSlash"],
    ["/maps\\ams", "backslash"],
    ["/maps/%00", "control"],
    [`/${"a".repeat(1024)}`, "tooLong"],
    [`/${"ü".repeat(200)}`, "tooLong"],
    ["/a".repeat(65), "tooDeep"],
  ])("%s is refused: %s", (path, fault) => expect(pathFault(path, LIMITS)).toBe(fault));

  it("covers itself and what is below, never a sibling with the same beginning", () => {
    expect(covers("/maps", "/maps")).toBe(true);
    expect(covers("/maps", "/maps/ams")).toBe(true);
    expect(covers("/", "/maps")).toBe(true);
    expect(covers("/maps", "/mapsecret")).toBe(false);
    expect(covers("/maps/", "/maps")).toBe(false);
  });
});
