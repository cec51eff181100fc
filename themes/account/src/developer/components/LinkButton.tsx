import { Button, type ButtonProps } from "@patternfly/react-core";
import type { AnchorHTMLAttributes } from "react";
import { Link } from "react-router-dom";

type Props = Omit<ButtonProps, "component" | "ref"> & { to: string };

/** A link that looks like a button. */
export function LinkButton({ to, ...rest }: Props) {
  return (
    <Button {...rest} component={(props: AnchorHTMLAttributes<HTMLAnchorElement>) => <Link {...props} to={to} />} />
  );
}
