import {
  routes,
  useAccountAlerts,
  useEnvironment,
  usePromise,
  type AccountEnvironment,
} from "@keycloak/keycloak-account-ui";
import { ErrorPage } from "@keycloak/keycloak-ui-shared";
import { AlertVariant, Page, Spinner } from "@patternfly/react-core";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, Navigate, Outlet, RouterProvider, type RouteObject } from "react-router-dom";
import { isOffered } from "../developer/api/offer";
import { developerSettingsRoute } from "../developer/route";
import { Header } from "./Header";
import { fetchMenu, leaves, visible, type MenuItem } from "./menu";
import { Navigation } from "./Navigation";

type Router = ReturnType<typeof createBrowserRouter>;

/** The account console: Keycloak's own pages, and Developer settings where the server offers them. */
export function Root() {
  const context = useEnvironment<AccountEnvironment>();
  const [router, setRouter] = useState<Router>();

  usePromise(
    (signal) => Promise.all([fetchMenu(context.environment, signal), isOffered(context, signal)]),
    ([menu, offered]) => {
      const features = { ...context.environment.features, isDeveloperSettingsOffered: offered };
      setRouter(createRouter(context.environment, visible(menu, features)));
    },
  );

  return router === undefined ? <Spinner /> : <RouterProvider router={router} />;
}

function createRouter(environment: AccountEnvironment, menu: MenuItem[]): Router {
  const root = decodeURIComponent(new URL(environment.baseUrl).pathname);
  return createBrowserRouter([
    {
      path: root,
      element: <Layout menu={menu} root={root} />,
      errorElement: <ErrorPage />,
      children: [...leaves(menu).flatMap(toRoute), { path: "*", element: <NotFound /> }],
    },
  ]);
}

function toRoute({ path, id }: { path: string; id?: string }): RouteObject[] {
  if (path === developerSettingsRoute.path) {
    return [developerSettingsRoute];
  }
  const own = routes.find((route) => route.path === (id ?? path));
  return own === undefined ? [] : [{ path, element: own.element }];
}

function Layout({ menu, root }: { menu: MenuItem[]; root: string }) {
  return (
    <Page header={<Header />} sidebar={<Navigation items={menu} root={root} />} isManagedSidebar>
      <Suspense fallback={<Spinner />}>
        <Outlet />
      </Suspense>
    </Page>
  );
}

function NotFound() {
  const { t } = useTranslation();
  const { addAlert } = useAccountAlerts();
  useEffect(() => {
    addAlert(t("pageNotFound"), AlertVariant.warning);
  }, [addAlert, t]);
  return <Navigate to=".." replace />;
}
