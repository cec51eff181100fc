import type { AccessEntry, TokenCreation, TokenPolicy } from "../api/types";
import { expiryFault, toSeconds, type Expiry } from "./expiry";
import { pathFault, type PathLimits } from "./paths";

export type AccessRow = AccessEntry & { key: string };

/** What is typed in to make a token. Holds no secret, so that it may be kept for after a login. */
export type TokenForm = {
  name: string;
  description: string;
  /** A personal token, which reaches all that its owner reaches. */
  everything: boolean;
  access: AccessRow[];
  expiry: Expiry;
  origins: string;
  networks: string;
};

/** A text's key and what is to be put into it. */
export type Fault = { key: string; values?: Record<string, string | number> };

export type FormFaults = {
  name?: Fault;
  description?: Fault;
  expiry?: Fault;
  origins?: Fault;
  networks?: Fault;
  access?: Fault;
  rows: Record<string, Fault>;
};

let rows = 0;

export function newRow(path: string, access: string): AccessRow {
  rows += 1;
  return { key: `row-${rows}`, path, access };
}

/** The first action is the weakest: each comes after those that it implies. */
export function weakest(policy: Pick<TokenPolicy, "actions">): string {
  return policy.actions[0]?.name ?? "";
}

export function emptyForm(policy: TokenPolicy): TokenForm {
  return {
    name: "",
    description: "",
    everything: false,
    access: [newRow("", weakest(policy))],
    expiry: { kind: "seconds", seconds: policy.defaultLifetime },
    origins: "",
    networks: "",
  };
}

/** The entries of a field where each stands on a line of its own, or behind a comma. */
export function entries(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

export function faults(form: TokenForm, policy: TokenPolicy, now: Date): FormFaults {
  const found: FormFaults = { rows: {} };
  if (form.name.trim() === "") {
    found.name = { key: "kpNameMissing" };
  } else if (form.name.trim().length > policy.limits.nameLength) {
    found.name = { key: "kpTooLong", values: { max: policy.limits.nameLength } };
  }
  if (form.description.length > policy.limits.descriptionLength) {
    found.description = { key: "kpTooLong", values: { max: policy.limits.descriptionLength } };
  }
  const late = expiryFault(form.expiry, policy, now);
  if (late !== null) {
    found.expiry = { key: `kpExpiry_${late}` };
  }
  const origins = entries(form.origins);
  if (origins.length > policy.limits.allowedOrigins) {
    found.origins = { key: "kpTooMany", values: { max: policy.limits.allowedOrigins } };
  } else {
    const wrong = origins.find((origin) => !isOrigin(origin));
    if (wrong !== undefined) {
      found.origins = { key: "kpOriginWrong", values: { origin: wrong } };
    }
  }
  if (entries(form.networks).length > policy.limits.allowedNetworks) {
    found.networks = { key: "kpTooMany", values: { max: policy.limits.allowedNetworks } };
  }
  if (!form.everything) {
    found.rows = pathErrors(form.access, policy.limits);
  }
  return found;
}

export function pathErrors(access: AccessRow[], limits: PathLimits): Record<string, Fault> {
  const found: Record<string, Fault> = {};
  for (const row of access) {
    const fault = row.path.trim() === "" ? "missing" : pathFault(row.path.trim(), limits);
    if (fault !== null) {
      found[row.key] = { key: `kpPath_${fault}` };
    }
  }
  return found;
}

export function hasFaults({ rows: ofRows, ...others }: FormFaults): boolean {
  return Object.keys(ofRows).length > 0 || Object.keys(others).length > 0;
}

export function isOrigin(text: string): boolean {
  if (!/^https?:\/\/[^/?#@\s*]+$/i.test(text)) {
    return false;
  }
  try {
    return new URL(text).pathname === "/";
  } catch {
    return false;
  }
}

export function toCreation(form: TokenForm, policy: TokenPolicy, now: Date): TokenCreation {
  const origins = entries(form.origins);
  const networks = entries(form.networks);
  return {
    name: form.name.trim(),
    ...(form.description.trim() === "" ? {} : { description: form.description.trim() }),
    ...(form.everything ? {} : { accessList: toEntries(form.access) }),
    validFor: toSeconds(form.expiry, policy, now),
    ...(origins.length === 0 ? {} : { allowedOrigins: origins }),
    ...(networks.length === 0 ? {} : { allowedNetworks: networks }),
  };
}

export function toEntries(access: AccessRow[]): AccessEntry[] {
  return access.map(({ path, access: action }) => ({ path: path.trim(), access: action }));
}
