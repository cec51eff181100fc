import {
  Alert,
  Button,
  Card,
  CardBody,
  CardTitle,
  CodeBlock,
  CodeBlockAction,
  CodeBlockCode,
  InputGroup,
  InputGroupItem,
  Modal,
  ModalVariant,
  TextInput,
} from "@patternfly/react-core";
import { CheckIcon, CopyIcon } from "@patternfly/react-icons";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router-dom";
import { copy } from "../logic/clipboard";

type Props = {
  title: string;
  /** Shown this once. */
  secret: string;
  /** Whether the user has copied it already. */
  wasCopied?: boolean;
  onCopied?: () => void;
  doneLabel: string;
  onDone: () => void;
  children?: ReactNode;
};

/** The string itself, which nobody will see again, with a warning to whoever leaves without it. */
export function Reveal({ title, secret, wasCopied = false, onCopied, doneLabel, onDone, children }: Props) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(wasCopied);
  const heading = useRef<HTMLHeadingElement>(null);
  const leaving = useRef(false);
  const blocker = useBlocker(() => !copied && !leaving.current);
  const [asking, setAsking] = useState(false);

  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    if (!copied) {
      window.addEventListener("beforeunload", warn);
    }
    return () => window.removeEventListener("beforeunload", warn);
  }, [copied]);

  const stay = () => {
    setAsking(false);
    blocker.reset?.();
  };
  const leave = () => {
    leaving.current = true;
    if (blocker.state === "blocked") {
      blocker.proceed();
    } else {
      onDone();
    }
  };

  return (
    <Card isFlat data-testid="reveal" className="keypath-reveal pf-v5-u-mb-lg">
      <CardTitle>
        <h2 ref={heading} tabIndex={-1} className="pf-v5-c-title pf-m-lg">
          {title}
        </h2>
      </CardTitle>
      <CardBody>
        <Alert isInline variant="warning" title={t("kpOnce")} component="h3" className="pf-v5-u-mb-md">
          {t("kpOnceText")}
        </Alert>
        <InputGroup>
          <InputGroupItem isFill>
            <TextInput
              readOnlyVariant="default"
              value={secret}
              aria-label={title}
              dir="ltr"
              className="keypath-mono"
              data-testid="secret"
              onFocus={({ currentTarget }) => (currentTarget as unknown as HTMLInputElement).select()}
            />
          </InputGroupItem>
          <InputGroupItem>
            <Button
              variant="control"
              data-testid="copy"
              icon={copied ? <CheckIcon /> : <CopyIcon />}
              onClick={() =>
                void copy(secret).then((done) => {
                  if (done) {
                    setCopied(true);
                    onCopied?.();
                  }
                })
              }
            >
              {copied ? t("kpCopied") : t("kpCopy")}
            </Button>
          </InputGroupItem>
        </InputGroup>
        <span className="pf-v5-screen-reader" aria-live="polite">
          {copied ? t("kpCopied") : ""}
        </span>
        {children}
        <Button className="pf-v5-u-mt-lg" data-testid="done" onClick={() => (copied ? onDone() : setAsking(true))}>
          {doneLabel}
        </Button>
      </CardBody>
      {(asking || blocker.state === "blocked") && (
        <Modal
          isOpen
          variant={ModalVariant.small}
          title={t("kpLeaveTitle")}
          titleIconVariant="warning"
          onClose={stay}
          actions={[
            <Button key="stay" data-testid="stay" onClick={stay}>
              {t("kpStay")}
            </Button>,
            <Button key="leave" variant="link" data-testid="leave" onClick={leave}>
              {t("kpLeave")}
            </Button>,
          ]}
        >
          {t("kpLeaveText")}
        </Modal>
      )}
    </Card>
  );
}

/** Lines to paste, with a button that copies them. */
export function Lines({ lines, label }: { lines: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <CodeBlock
      actions={
        <CodeBlockAction>
          <Button
            variant="plain"
            aria-label={copied ? t("kpCopied") : t("kpCopyLines", { label })}
            icon={copied ? <CheckIcon /> : <CopyIcon />}
            onClick={() => void copy(lines).then(setCopied)}
          />
        </CodeBlockAction>
      }
    >
      <CodeBlockCode dir="ltr">{lines}</CodeBlockCode>
    </CodeBlock>
  );
}
