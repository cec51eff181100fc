import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router-dom";
import type { ApiError } from "../api/errors";
import type { TokenPolicy } from "../api/types";
import { errorPlace, withoutPrefix } from "../logic/fieldErrors";
import { isPrefilled, prefilled } from "../logic/prefill";
import { emptyForm, faults, hasFaults, type Fault, type TokenForm } from "../logic/tokenForm";
import { useDraft } from "./useDraft";
import { useNow } from "./useNow";

type Field = "name" | "description" | "expiry" | "origins" | "networks" | "access";
type Shown = Partial<Record<Field, string>> & { rows: Record<string, string> };

/** The form of a new token: what is typed, and what is to be said about it. */
export function useTokenForm(policy: TokenPolicy, refused: ApiError | undefined) {
  const { t } = useTranslation();
  const now = useNow();
  const { search } = useLocation();
  const query = useMemo(() => new URLSearchParams(search), [search]);
  const byLink = isPrefilled(query);
  const draft = useDraft<TokenForm>("token", () =>
    byLink ? { value: prefilled(query, policy), restore: false } : { value: emptyForm(policy), restore: true },
  );
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [attempted, setAttempted] = useState(byLink);
  const [mended, setMended] = useState<ReadonlySet<string>>(new Set());
  const form = draft.value;
  const found = faults(form, policy, now);

  const text = (fault: Fault | undefined) => (fault === undefined ? undefined : t(fault.key, fault.values ?? {}));
  const shown: Shown = { rows: {} };
  for (const field of ["name", "description", "expiry", "origins", "networks", "access"] as const) {
    const own = attempted || touched.has(field) ? text(found[field]) : undefined;
    if (own !== undefined) {
      shown[field] = own;
    }
  }
  for (const [key, fault] of Object.entries(found.rows)) {
    if (attempted || touched.has(key)) {
      shown.rows[key] = t(fault.key);
    }
  }

  // What only the server knows is shown where it belongs, until that is changed.
  const place = refused?.status === 400 ? errorPlace(refused.message) : undefined;
  const row = place?.field === "access" && place.row !== undefined ? form.access[place.row]?.key : undefined;
  if (refused !== undefined && row !== undefined && !mended.has(row)) {
    shown.rows[row] ??= withoutPrefix(refused.message);
  } else if (refused !== undefined && place?.field && row === undefined && !mended.has(place.field)) {
    shown[place.field] ??= withoutPrefix(refused.message);
  }

  const touch = (key: string) => {
    setTouched((keys) => new Set(keys).add(key));
    setMended((keys) => new Set(keys).add(key));
  };
  return {
    form,
    now,
    byLink,
    restored: draft.restored,
    shown,
    /** An error that no field shows. */
    general: place?.field ? undefined : refused,
    valid: !hasFaults(found),
    touch,
    change: (field: Field, part: Partial<TokenForm>) => {
      touch(field);
      draft.change({ ...form, ...part });
    },
    attempt: () => {
      setAttempted(true);
      setMended(new Set());
    },
    startOver: () => {
      setAttempted(false);
      setTouched(new Set());
      draft.forget(emptyForm(policy));
    },
    sent: () => draft.forget(),
  };
}
