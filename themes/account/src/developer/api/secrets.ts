import { answered, call, realmUrl, type Context } from "./http";
import { query } from "./tokens";
import {
  LONG_LIFETIME_GRANT,
  type IssuedSecret,
  type Page,
  type Secret,
  type SecretPolicy,
  type TokenResponse,
} from "./types";

const PATH = "/developer-secrets";

export type LongLifetimeRequest = { secret: string; name: string; lifetime: number; scope: string };

/** The user's developer secrets, and what they are for. */
export function secretsApi(context: Context) {
  const one = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
  return {
    policy: (signal?: AbortSignal) => call<SecretPolicy>(context, `${PATH}/policy`, { signal }),
    list: (page: Page, signal?: AbortSignal) =>
      call<Secret[]>(context, PATH, {
        query: { first: `${page.first}`, max: `${page.max}`, sort: page.sort, ...query(page) },
        signal,
      }),
    count: (page: Pick<Page, "search" | "state">, signal?: AbortSignal) =>
      call<number>(context, `${PATH}/count`, { query: query(page), signal }),
    create: (body: { name: string; validFor?: number | null }) =>
      call<IssuedSecret>(context, PATH, { method: "POST", body }),
    rotate: (id: string, overlap: number) =>
      call<IssuedSecret>(context, `${one(id)}/rotate`, { method: "POST", body: { overlap } }),
    remove: (id: string) => call<undefined>(context, one(id), { method: "DELETE" }),

    /** Spends no login: the secret alone authenticates, as it does in a script. */
    longLifetimeToken: async ({ secret, name, lifetime, scope }: LongLifetimeRequest): Promise<TokenResponse> => {
      const form = new URLSearchParams({ grant_type: LONG_LIFETIME_GRANT, lifetime: `${lifetime}`, name });
      if (scope !== "") {
        form.set("scope", scope);
      }
      const response = await answered(
        fetch(realmUrl(context, "/protocol/openid-connect/token"), {
          method: "POST",
          headers: { Authorization: `Secret ${secret}` },
          credentials: "omit",
          body: form,
        }),
      );
      return (await response.json()) as TokenResponse;
    },
  };
}
