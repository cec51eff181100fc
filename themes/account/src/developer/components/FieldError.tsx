import { FormHelperText, HelperText, HelperTextItem } from "@patternfly/react-core";
import type { ReactNode } from "react";

type Props = { id: string; error?: string | undefined; help?: ReactNode };

/** The line below a field: what is wrong with it, or else a hint. */
export function FieldError({ id, error, help }: Props) {
  return (
    <FormHelperText>
      <HelperText id={id} isLiveRegion>
        {error === undefined ? (
          help !== undefined && <HelperTextItem>{help}</HelperTextItem>
        ) : (
          <HelperTextItem variant="error">{error}</HelperTextItem>
        )}
      </HelperText>
    </FormHelperText>
  );
}
