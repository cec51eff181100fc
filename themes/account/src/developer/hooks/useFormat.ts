import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { distance, inWords } from "../logic/expiry";

/** Dates, spans and lists as the user's language writes them. */
export function useFormat() {
  const { i18n } = useTranslation();
  const locale = regional(i18n.language);
  return useMemo(() => {
    const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    const conjunction = new Intl.ListFormat(locale, { type: "conjunction" });
    const number = new Intl.NumberFormat(locale);
    return {
      locale,
      day: (iso: string) => day.format(new Date(iso)),
      moment: (date: string | Date) => moment.format(new Date(date)),
      relative: (iso: string, now: Date) => {
        const { count, unit } = distance(new Date(iso), now);
        return relative.format(count, unit);
      },
      span: (seconds: number) => {
        const { count, unit } = inWords(seconds);
        return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
      },
      list: (items: string[]) => conjunction.format(items),
      number: (value: number) => number.format(value),
    };
  }, [locale]);
}

/** The console knows languages only; the browser may know which country's way of writing dates it is. */
function regional(language: string): string {
  return navigator.languages.find((one) => one.split("-")[0] === language) ?? language;
}
