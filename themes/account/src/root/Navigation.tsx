import { Nav, NavExpandable, NavItem, NavList, PageSidebar, PageSidebarBody } from "@patternfly/react-core";
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { useHref, useLinkClickHandler, useLocation } from "react-router-dom";
import { isActive, isGroup, type MenuItem, type MenuLeaf } from "./menu";

type Props = { items: MenuItem[]; root: string };

export function Navigation({ items, root }: Props) {
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav>
          <NavList>
            {items.map((item) => (
              <Entry key={item.label} item={item} root={root} />
            ))}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}

function Entry({ item, root }: { item: MenuItem; root: string }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const active = isActive(item, root, pathname);
  return isGroup(item) ? (
    <NavExpandable data-testid={item.label} title={t(item.label)} isActive={active} isExpanded={active}>
      {item.children.map((child) => (
        <Entry key={child.label} item={child} root={root} />
      ))}
    </NavExpandable>
  ) : (
    <Leaf item={item} root={root} active={active} />
  );
}

function Leaf({ item, root, active }: { item: MenuLeaf; root: string; active: boolean }) {
  const { t } = useTranslation();
  const target = root + item.path;
  const href = useHref(target);
  const follow = useLinkClickHandler(target);
  return (
    <NavItem
      data-testid={item.path}
      to={href}
      isActive={active}
      // PatternFly names a wider type of event.
      onClick={(event) => follow(event as unknown as MouseEvent<HTMLAnchorElement>)}
    >
      {t(item.label)}
    </NavItem>
  );
}
