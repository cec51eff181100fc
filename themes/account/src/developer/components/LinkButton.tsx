import { Button, type ButtonProps } from "@patternfly/react-core";
import type { MouseEvent } from "react";
import { useHref, useLinkClickHandler } from "react-router-dom";

type Props = Omit<ButtonProps, "component" | "ref" | "href"> & { to: string };

/** A link that looks like a button. */
export function LinkButton({ to, onClick, ...rest }: Props) {
  const href = useHref(to);
  const follow = useLinkClickHandler(to);
  return (
    <Button
      {...rest}
      component="a"
      href={href}
      onClick={(event) => {
        onClick?.(event);
        // PatternFly names a wider type of element.
        follow(event as unknown as MouseEvent<HTMLAnchorElement>);
      }}
    />
  );
}
