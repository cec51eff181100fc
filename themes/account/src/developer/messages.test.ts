import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FOLDER = "src/main/resources/theme/keypath/account/messages";
const SOURCE = "account/src/developer";

function messages(locale: string): Map<string, string> {
  const lines = readFileSync(`${FOLDER}/messages_${locale}.properties`, "utf8").split("\n");
  return new Map(
    lines
      .filter((line) => line.includes("=") && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)}}/g)].map((match) => match[1]).sort();

describe("the texts", () => {
  const english = messages("en");

  it.each(["nl", "de", "fr"])("in %s are those in English, with the same placeholders", (locale) => {
    const translated = messages(locale);

    expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      expect(placeholders(translated.get(key) ?? ""), key).toEqual(placeholders(text));
    }
  });

  it("are there for each key that the code names", () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) =>
      /(?<!test)\.tsx?$/.test(file),
    );
    const named = files.flatMap((file) =>
      [...readFileSync(`${SOURCE}/${file}`, "utf8").matchAll(/"(kp[A-Z]\w*)"/g)].map((match) => match[1] ?? ""),
    );

    expect(named.filter((key) => !english.has(key) && !english.has(`${key}_other`))).toEqual([]);
  });
});
