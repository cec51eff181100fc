import { useCallback, useRef, useState } from "react";
import { ApiError } from "../api/errors";

export type Submit = {
  pending: boolean;
  error: ApiError | undefined;
  /** Does it, unless it is being done already. */
  submit: <T>(action: () => Promise<T>, done: (answer: T) => void) => void;
  clear: () => void;
};

/** One change at a time: a second click while the first is under way does nothing. */
export function useSubmit(): Submit {
  const busy = useRef(false);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<ApiError>();

  const submit = useCallback(<T>(action: () => Promise<T>, done: (answer: T) => void) => {
    if (busy.current) {
      return;
    }
    busy.current = true;
    setPending(true);
    setError(undefined);
    action()
      .then(done, (problem: unknown) => {
        setError(problem instanceof ApiError ? problem : new ApiError(0, "unreadable", ""));
      })
      .finally(() => {
        busy.current = false;
        setPending(false);
      });
  }, []);

  const clear = useCallback(() => setError(undefined), []);
  return { pending, error, submit, clear };
}
