import { createInstance, type LanguageDetectorModule } from "i18next";
import FetchBackend from "i18next-fetch-backend";
import { initReactI18next } from "react-i18next";
import { environment } from "./environment";

type Message = { key: string; value: string };

const realmLocale: LanguageDetectorModule = {
  type: "languageDetector",
  detect: () => environment.locale,
};

/** Texts of the theme and of those that it builds on, as Keycloak serves them, in the user's language. */
export const i18n = createInstance({
  fallbackLng: "en",
  nsSeparator: false,
  interpolation: { escapeValue: false },
  backend: {
    loadPath: `${environment.serverBaseUrl}/resources/${environment.realm}/account/{{lng}}`,
    parse: (data: string) => {
      const messages = JSON.parse(data) as Message[];
      return Object.fromEntries(messages.map(({ key, value }) => [key, value]));
    },
  },
});

i18n.use(FetchBackend);
i18n.use(realmLocale);
i18n.use(initReactI18next);

// The page of personal data tells when the user has chosen another language.
window.addEventListener("languageChanged", (event) => {
  void i18n.changeLanguage((event as CustomEvent<{ language: string }>).detail.language);
});
