import { useOutletContext } from "react-router-dom";
import type { SecretPolicy, SharePolicy, TokenPolicy } from "../api/types";

export type Policies = {
  tokens: TokenPolicy;
  /** Null where the server has no developer secrets. */
  secrets: SecretPolicy | null;
  /** Null where the server has no gates. */
  shares: SharePolicy | null;
};

/** What the realm allows; the page around has loaded it. */
export function usePolicies(): Policies {
  return useOutletContext<Policies>();
}
