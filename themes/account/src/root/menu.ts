import type { AccountEnvironment, Feature } from "@keycloak/keycloak-account-ui";

/** What a realm may switch off; the last is decided by asking the server. */
export type Features = Feature & { isDeveloperSettingsOffered: boolean };

type Common = { label: string; isVisible?: keyof Features };
export type MenuLeaf = Common & { path: string; id?: string };
export type MenuGroup = Common & { children: MenuItem[] };
export type MenuItem = MenuLeaf | MenuGroup;

export function isGroup(item: MenuItem): item is MenuGroup {
  return "children" in item;
}

/** Reads the theme's menu, in the form of Keycloak's own `content.json`. */
export async function fetchMenu(environment: AccountEnvironment, signal: AbortSignal): Promise<MenuItem[]> {
  const response = await fetch(`${environment.resourceUrl}/content.json`, { signal });
  return (await response.json()) as MenuItem[];
}

/** The menu without what the realm does not offer. */
export function visible(items: MenuItem[], features: Features): MenuItem[] {
  return items
    .filter((item) => item.isVisible === undefined || features[item.isVisible])
    .map((item) => (isGroup(item) ? { ...item, children: visible(item.children, features) } : item));
}

/** All entries that lead somewhere. */
export function leaves(items: MenuItem[]): MenuLeaf[] {
  return items.flatMap((item) => (isGroup(item) ? leaves(item.children) : [item]));
}

/** Whether the address lies at an entry or below it; the entry with the empty path is the start page only. */
export function isActive(item: MenuItem, root: string, pathname: string): boolean {
  if (isGroup(item)) {
    return item.children.some((child) => isActive(child, root, pathname));
  }
  const own = root + item.path;
  return pathname === own || (item.path !== "" && pathname.startsWith(`${own}/`));
}
