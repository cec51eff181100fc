import type { AccessEntry } from "../api/types";
import { covers } from "./paths";

export type Action = { name: string; implies: string[] };

/** What an action brings, itself included. */
export function reach(actions: Action[], name: string): Set<string> {
  const all = new Set<string>();
  const add = (next: string) => {
    if (!all.has(next)) {
      all.add(next);
      actions.find((action) => action.name === next)?.implies.forEach(add);
    }
  };
  add(name);
  return all;
}

/** Whether one entry lies within a list: some entry of it has the path above or the same, with a sufficient action. */
export function within(entry: AccessEntry, list: AccessEntry[], actions: Action[]): boolean {
  return list.some((own) => covers(own.path, entry.path) && reach(actions, own.access).has(entry.access));
}
