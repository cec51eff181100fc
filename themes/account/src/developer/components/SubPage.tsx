import { Page } from "@keycloak/keycloak-account-ui";
import { Breadcrumb, BreadcrumbItem, PageSection } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

type Props = { title: string; description: string; up: string; children: ReactNode };

/** A page below Developer settings, with the way back. */
export function SubPage({ title, description, up, children }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <PageSection variant="light" type="breadcrumb">
        <Breadcrumb aria-label={t("kpBreadcrumb")}>
          <BreadcrumbItem
            render={({ className }) => (
              <Link className={className} to={up}>
                {t("developerSettings")}
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{title}</BreadcrumbItem>
        </Breadcrumb>
      </PageSection>
      <Page title={title} description={description}>
        {children}
      </Page>
    </>
  );
}
