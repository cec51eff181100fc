import type { AccessEntry } from "../api/types";

/** What a sentence on a token is made of; the texts are the caller's. */
export type Words = {
  action: (name: string) => string;
  list: (items: string[]) => string;
  text: (key: string, values?: Record<string, unknown>) => string;
};

export type Described = {
  access: AccessEntry[] | null;
  /** As it is to be read; null for never. */
  end: string | null;
  origins: string[];
  networks: string[];
};

const SHOWN = 3;

/** One sentence on what a token will be able to do. */
export function summary({ access, end, origins, networks }: Described, words: Words): string {
  const where = [
    ...(origins.length === 0 ? [] : [words.text("kpSummaryOrigins", { origins: words.list(origins) })]),
    ...(networks.length === 0 ? [] : [words.text("kpSummaryNetworks", { networks: words.list(networks) })]),
  ];
  return words.text(end === null ? "kpSummaryForEver" : "kpSummary", {
    what: access === null ? words.text("kpSummaryEverything") : what(access, words),
    end,
    where: where.length === 0 ? "" : ` ${words.list(where)}`,
  });
}

function what(access: AccessEntry[], words: Words): string {
  const byAction = new Map<string, string[]>();
  for (const { path, access: action } of access) {
    byAction.set(action, [...(byAction.get(action) ?? []), path]);
  }
  return words.list(
    [...byAction].map(([action, paths]) =>
      words.text("kpSummaryPart", { action: words.action(action), paths: words.list(shortened(paths, words)) }),
    ),
  );
}

function shortened(paths: string[], words: Words): string[] {
  return paths.length <= SHOWN + 1
    ? paths
    : [...paths.slice(0, SHOWN), words.text("kpMorePaths", { count: paths.length - SHOWN })];
}
