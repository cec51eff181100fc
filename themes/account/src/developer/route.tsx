import { lazy } from "react";
import type { RouteObject } from "react-router-dom";

const DeveloperSettings = lazy(() => import("./pages/DeveloperSettings"));
const DeveloperTabs = lazy(() => import("./pages/DeveloperTabs"));
const TokensTab = lazy(() => import("./pages/TokensTab"));
const SecretsTab = lazy(() => import("./pages/SecretsTab"));
const SharedTab = lazy(() => import("./pages/SharedTab"));
const SharesTab = lazy(() => import("./pages/SharesTab"));
const CreateToken = lazy(() => import("./pages/CreateToken"));
const TokenPage = lazy(() => import("./pages/TokenPage"));

/** Developer settings, to be put among the account console's routes. */
export const developerSettingsRoute: RouteObject = {
  path: "developer-settings",
  element: <DeveloperSettings />,
  children: [
    {
      element: <DeveloperTabs />,
      children: [
        { index: true, element: <TokensTab /> },
        { path: "secrets", element: <SecretsTab /> },
        { path: "shared-with-me", element: <SharedTab /> },
        { path: "shares", element: <SharesTab /> },
      ],
    },
    { path: "new", element: <CreateToken /> },
    { path: "tokens/:id", element: <TokenPage /> },
  ],
};
