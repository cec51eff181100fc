import type { components } from "./schema";

/** The self-service API, as `docs/openapi.json` has it. Times are ISO-8601, lifetimes seconds. */
type Schemas = components["schemas"];

export type AccessEntry = Schemas["TokenEntryAnswer"];

export type TokenState = "active" | "disabled" | "expired";

/** In lists only the first entries of `accessList`; null for a token that reaches all that its owner reaches. */
export type PathToken = Omit<Schemas["TokenAnswer"], "token" | "state"> & { state: TokenState };

/** The answer to a making or a rotation: the string is in it this once. */
export type IssuedToken = PathToken & { token: string };

export type TokenCreation = Schemas["TokenCreation"];
export type TokenChange = Schemas["TokenChange"];

export type LifetimePolicy = { defaultLifetime: number; minLifetime?: number; maxLifetime: number; unlimited: boolean };

export type TokenPolicy = Pick<
  Schemas["PolicyAnswer"],
  "defaultLifetime" | "minLifetime" | "maxLifetime" | "unlimited" | "vocabulary" | "actions" | "maxPerOwner"
> & {
  /** Whether the user has the role that it takes. */
  mayCreate: boolean;
  limits: Pick<
    Schemas["PolicyLimitsAnswer"],
    | "nameLength"
    | "descriptionLength"
    | "accessListSize"
    | "pathBytes"
    | "pathSegments"
    | "allowedOrigins"
    | "allowedNetworks"
    | "maxOverlap"
  >;
};

export type Secret = Omit<Schemas["SecretAnswer"], "secret" | "state"> & { state: TokenState };
export type IssuedSecret = Secret & { secret: string };

/** `developerRole` is null when the realm has no developer secrets. */
export type SecretPolicy = Schemas["SecretPolicyAnswer"] & { mayCreate: boolean };

export type Share = Omit<Schemas["ShareAnswer"], "key" | "state"> & { state: "active" | "expired" };

/** The answer to a making; a link has its key this once. */
export type IssuedShare = Share & { key?: string };

export type ShareCreation = Schemas["ShareCreation"];
export type SharePolicy = Schemas["SharePolicyAnswer"];

/** What a list can be sorted by; a leading minus is the other way round. */
export type SortField = "name" | "createdAt" | "expiresAt" | "lastUsedAt";
export type Sort = SortField | `-${SortField}`;

export type Slice = { first: number; max: number };
export type Page = Slice & { search: string; state: TokenState | ""; sort: Sort };

/** The answer of the token endpoint. */
export type TokenResponse = { access_token: string; expires_in: number; scope?: string; token_id: string };

export const LONG_LIFETIME_GRANT = "urn:keypath:params:oauth:grant-type:long-lifetime";
