import { ApiError } from "./errors";
import type { Context } from "./http";
import { tokensApi } from "./tokens";

/**
 * Whether the server has path tokens for this user: he may make some, or has some left. A server that cannot tell just now is taken to have them: the page
 * itself says what is wrong.
 */
export async function isOffered(context: Context, signal: AbortSignal): Promise<boolean> {
  try {
    const { mayCreate } = await tokensApi(context).policy(signal);
    return mayCreate || (await tokensApi(context).count({ search: "", state: "" }, signal)) > 0;
  } catch (error) {
    return !(error instanceof ApiError && (error.status === 403 || error.status === 404));
  }
}
