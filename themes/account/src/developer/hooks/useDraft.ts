import { useEnvironment } from "@keycloak/keycloak-account-ui";
import { useCallback, useState } from "react";

/**
 * What is typed survives the login that an ended session asks for: it is kept in the tab, for the same user, until it
 * is sent or given up. Never for secrets.
 */
export function useDraft<T extends object>(name: string, start: () => { value: T; restore: boolean }) {
  const { environment, keycloak } = useEnvironment();
  const key = `keypath.${environment.realm}.${keycloak.subject ?? ""}.${name}`;
  const [{ value, restored }, setState] = useState(() => {
    const fresh = start();
    const kept = fresh.restore ? read<T>(key, fresh.value) : undefined;
    return { value: kept ?? fresh.value, restored: kept !== undefined };
  });

  const change = useCallback(
    (next: T) => {
      setState((state) => ({ ...state, value: next }));
      write(key, next);
    },
    [key],
  );
  const forget = useCallback(
    (next?: T) => {
      remove(key);
      if (next !== undefined) {
        setState({ value: next, restored: false });
      }
    },
    [key],
  );
  return { value, restored, change, forget };
}

// A browser may refuse storage; then a draft is only not kept.
function read<T extends object>(key: string, shape: T): T | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    const known = typeof kept === "object" && kept !== null && Object.keys(shape).every((field) => field in kept);
    return known ? (kept as T) : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: object): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // See above.
  }
}

function remove(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // See above.
  }
}
