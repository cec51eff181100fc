import { useCallback, useEffect, useState, type DependencyList } from "react";
import { ApiError } from "../api/errors";

export type Loaded<T> = {
  /** The last answer; stays while another one is under way. */
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => void;
};

/** Loads something when the page opens and whenever a dependency changes; an answer that comes too late is dropped. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: DependencyList): Loaded<T> {
  const [data, setData] = useState<T>();
  const [error, setError] = useState<ApiError>();
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const run = async () => {
      setLoading(true);
      try {
        const answer = await load(controller.signal);
        if (!controller.signal.aborted) {
          setData(answer);
          setError(undefined);
          setLoading(false);
        }
      } catch (problem) {
        if (!controller.signal.aborted) {
          setError(problem instanceof ApiError ? problem : new ApiError(0, "unreadable", ""));
          setLoading(false);
        }
      }
    };
    void run();
    return () => controller.abort();
    // The caller names what its function depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [round, ...dependencies]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { data, error, loading, reload };
}
