/** What the server answered instead of what was asked for. `status` 0: it did not answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** As in RFC 6749 section 5.2. */
    readonly code: string,
    description: string,
    /** Seconds since the login that the realm asks for, where that is what was wrong (RFC 9470). */
    readonly maxAge: number | null = null,
  ) {
    super(description);
    this.name = "ApiError";
  }

  /** Signing in again mends it. */
  get needsLogin(): boolean {
    return this.status === 401;
  }
}

export async function toApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const text = (key: string): string => {
    const value: unknown = typeof body === "object" && body !== null && key in body ? body[key as never] : "";
    return typeof value === "string" ? value : "";
  };
  const challenge = response.headers.get("WWW-Authenticate") ?? "";
  const maxAge = /max_age="?(\d{1,9})/.exec(challenge)?.[1];
  return new ApiError(
    response.status,
    text("error"),
    text("error_description"),
    maxAge === undefined ? null : Number(maxAge),
  );
}
