import type { AccountEnvironment } from "@keycloak/keycloak-account-ui";
import type { KeycloakContext } from "@keycloak/keycloak-ui-shared";
import { ApiError, toApiError } from "./errors";

export type Context = KeycloakContext<AccountEnvironment>;

export type Call = {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  query?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
};

/** An address below the realm's own. */
export function realmUrl({ environment }: Context, path: string): string {
  return `${environment.serverBaseUrl}/realms/${encodeURIComponent(environment.realm)}${path}`;
}

/** Calls a self-service endpoint as the user; throws an {@link ApiError} for anything but success. */
export async function call<T>(context: Context, path: string, { method, query, body, signal }: Call = {}): Promise<T> {
  const address = realmUrl(context, path) + (query === undefined ? "" : `?${new URLSearchParams(query)}`);
  const response = await answered(
    fetch(address, {
      method: method ?? "GET",
      signal: signal ?? null,
      body: body === undefined ? null : JSON.stringify(body),
      headers: {
        Authorization: `Bearer ${await accessToken(context)}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
    }),
  );
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Waits for an answer; throws an {@link ApiError} for anything but success. */
export async function answered(request: Promise<Response>): Promise<Response> {
  let response: Response;
  try {
    response = await request;
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, "unreachable", "");
  }
  if (!response.ok) {
    throw await toApiError(response);
  }
  return response;
}

async function accessToken({ keycloak }: Context): Promise<string> {
  try {
    await keycloak.updateToken(5);
  } catch {
    throw new ApiError(401, "session_expired", "");
  }
  return keycloak.token ?? "";
}
