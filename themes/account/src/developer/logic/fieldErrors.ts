/** Where on a form an error belongs; `null` is the form itself. */
export type ErrorPlace =
  | { field: "name" | "description" | "expiry" | "origins" | "networks" | "access"; row?: number }
  | { field: null };

const PLACES: [RegExp, Exclude<ErrorPlace, { field: null }>["field"]][] = [
  [/^name\b/, "name"],
  [/^description\b/, "description"],
  [/^(validFor|lifetime)\b/, "expiry"],
  [/^allowedOrigins\b/, "origins"],
  [/^allowedNetworks\b/, "networks"],
  [/^accessList\b/, "access"],
];

/** The server's errors begin with the name of the field, and with the position in a list. */
export function errorPlace(description: string): ErrorPlace {
  const field = PLACES.find(([pattern]) => pattern.test(description))?.[1];
  if (field === undefined) {
    return { field: null };
  }
  const row = /^accessList\[(\d+)]/.exec(description)?.[1];
  return row === undefined ? { field } : { field, row: Number(row) };
}

/** The error without the name that the form itself shows. */
export function withoutPrefix(description: string): string {
  return description
    .replace(/^accessList\[\d+](\.\w+)?:? ?/, "")
    .replace(/^(allowedOrigins|allowedNetworks|accessList): /, "");
}
