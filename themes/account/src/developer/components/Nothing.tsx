import {
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
} from "@patternfly/react-core";
import type { ComponentType, ReactNode } from "react";

type Props = {
  title: string;
  text?: string;
  icon: ComponentType;
  small?: boolean;
  testId?: string;
  /** The first step. */
  children?: ReactNode;
};

/** In the place of a list that has nothing: what would be there, and how to begin. */
export function Nothing({ title, text, icon, small = false, testId, children }: Props) {
  return (
    <EmptyState variant={small ? "sm" : "full"} data-testid={testId}>
      <EmptyStateHeader titleText={title} headingLevel="h2" icon={<EmptyStateIcon icon={icon} />} />
      {text !== undefined && <EmptyStateBody>{text}</EmptyStateBody>}
      {children && (
        <EmptyStateFooter>
          <EmptyStateActions>{children}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
