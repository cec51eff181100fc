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
  /** Whether the user has the role that it takes. */
  mayCreate: boolean;
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
  /** Whether the user has that role. */
  mayCreate: boolean;
  maxOverlap: number;
};

/** What a list can be sorted by; a leading minus is the other way round. */
export type SortField = "name" | "createdAt" | "expiresAt" | "lastUsedAt";
export type Sort = SortField | `-${SortField}`;

export type Page = { first: number; max: number; search: string; state: TokenState | ""; sort: Sort };

export type Slice = { first: number; max: number };

export type Share = {
  id: string;
  path: string;
  /** `anyone`, `link`, or `user`, `group` and `role` with what is behind a colon. */
  principal: string;
  access: string;
  allowedOrigins: string[];
  hint: string | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  state: "active" | "expired";
};

/** The answer to a making; a link has its key this once. */
export type IssuedShare = Share & { key?: string };

export type ShareCreation = {
  path: string;
  principal: string;
  access: string;
  expiresAt?: string;
  allowedOrigins?: string[];
};

export type SharePolicy = {
  /** Whether what is shared with people counts at a gate of the realm. */
  members: boolean;
  /** Whether a gate takes links. */
  links: boolean;
  vocabulary: string;
  actions: { name: string; implies: string[] }[];
  limits: { perUser: number; allowedOrigins: number; pathBytes: number; pathSegments: number };
};

/** The answer of the token endpoint. */
export type TokenResponse = { access_token: string; expires_in: number; scope?: string; token_id: string };

export const LONG_LIFETIME_GRANT = "urn:keypath:params:oauth:grant-type:long-lifetime";
