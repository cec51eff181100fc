import { describe, expect, it } from "vitest";
import { linkOf, sharedBy } from "./shares";

describe("shares", () => {
  it("say by what they reach somebody", () => {
    expect(sharedBy({ principal: "anyone" })).toBe("anyone");
    expect(sharedBy({ principal: "user:4a-5b" })).toBe("user");
    expect(sharedBy({ principal: "role:app.editor" })).toBe("role");
  });

  it("are handed on as an address", () => {
    expect(linkOf("https://files.example.org/", "/maps/ams", "kps_x")).toBe(
      "https://files.example.org/maps/ams?key=kps_x",
    );
  });
});
