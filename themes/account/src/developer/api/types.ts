/** The self-service API as docs/path-tokens.md and docs/secrets.md have it. Times are ISO-8601, lifetimes seconds. */
export type AccessEntry = { path: string; access: string };

export type TokenState = "active" | "disabled" | "expired";

export type PathToken = {
  id: string;
  /** `path-token` or `long-lifetime`; later servers may know more. */
  kind: string;
  name: string;
  description: string | null;
  /** The last four characters of the string. */
  hint: string;
  /** Null for a token that reaches all that its owner reaches. In lists only the first entries. */
  accessList: AccessEntry[] | null;
  /** How many entries there are, where the server tells. */
  accessListSize?: number | null;
  scope: string | null;
  allowedOrigins: string[];
  allowedNetworks: string[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  enabled: boolean;
  state: TokenState;
  stateReason?: string | null;
  clientId: string | null;
};

/** The answer to a making or a rotation: the string is in it this once. */
export type IssuedToken = PathToken & { token: string };

export type TokenCreation = {
  name: string;
  description?: string;
  accessList?: AccessEntry[];
  validFor?: number | null;
  allowedOrigins?: string[];
  allowedNetworks?: string[];
};

export type TokenChange = {
  name?: string;
  description?: string | null;
  enabled?: boolean;
  validFor?: number;
  accessList?: AccessEntry[];
};

export type LifetimePolicy = { defaultLifetime: number; minLifetime?: number; maxLifetime: number; unlimited: boolean };

export type TokenPolicy = LifetimePolicy & {
  vocabulary: string;
  actions: { name: string; implies: string[] }[];
  maxPerOwner: number;
  limits: {
    nameLength: number;
    descriptionLength: number;
    accessListSize: number;
    pathBytes: number;
    pathSegments: number;
    allowedOrigins: number;
    allowedNetworks: number;
    maxOverlap: number;
  };
};

export type Secret = {
  id: string;
  name: string;
  hint: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  state: TokenState;
  stateReason?: string | null;
};

export type IssuedSecret = Secret & { secret: string };

export type SecretPolicy = LifetimePolicy & {
  maxPerOwner: number;
  /** Null when the realm has no developer secrets. */
  developerRole: string | null;
  developerGrants: string[];
  maxOverlap: number;
};

export type Page = { first: number; max: number; search: string; state: TokenState | "" };

/** The answer of the token endpoint. */
export type TokenResponse = { access_token: string; expires_in: number; scope?: string; token_id: string };

export const LONG_LIFETIME_GRANT = "urn:keypath:params:oauth:grant-type:long-lifetime";
