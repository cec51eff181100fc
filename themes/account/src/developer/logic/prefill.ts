import type { TokenPolicy } from "../api/types";
import { emptyForm, newRow, weakest, type TokenForm } from "./tokenForm";

const OWN = ["name", "description", "path", "access", "validFor", "origin", "network"];

/** Whether a link asks to fill the form in. */
export function isPrefilled(query: URLSearchParams): boolean {
  return OWN.some((key) => query.has(key));
}

/** The query without what fills the form in. */
export function withoutPrefill(query: URLSearchParams): string {
  const rest = new URLSearchParams(query);
  OWN.forEach((key) => rest.delete(key));
  return rest.size === 0 ? "" : `?${rest}`;
}

/**
 * The form as a link fills it in. `path` and `access` may be repeated, and belong together by their order; an action
 * that the realm does not know becomes the weakest. Without a path the form asks for one: a link never makes the token
 * that reaches everything.
 */
export function prefilled(query: URLSearchParams, policy: TokenPolicy): TokenForm {
  const form = emptyForm(policy);
  const access = query.getAll("access");
  const rows = query
    .getAll("path")
    .slice(0, policy.limits.accessListSize)
    .map((path, at) => {
      const wanted = access[at] ?? access.at(-1) ?? "";
      const known = policy.actions.some((action) => action.name === wanted);
      return newRow(path, known ? wanted : weakest(policy));
    });
  const validFor = query.get("validFor");
  return {
    ...form,
    name: query.get("name") ?? "",
    description: query.get("description") ?? "",
    access: rows.length === 0 ? form.access : rows,
    expiry:
      validFor !== null && /^\d{1,10}$/.test(validFor) ? { kind: "seconds", seconds: Number(validFor) } : form.expiry,
    origins: query.getAll("origin").join("\n"),
    networks: query.getAll("network").join("\n"),
  };
}
