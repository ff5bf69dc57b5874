import { useEffect, useRef, useState } from 'react';

import type { Problem } from '../../platform';
import { Button } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { isTyping } from '../../shared/keys';
import { asProblem } from '../../shared/problem';
import type { Intake } from './intake';
import { findLink } from './link';
import styles from './intake.module.css';

/** Whether what is pasted is a picture or files, and no text. A file window gives the paths of its files as text too. */
function isNoText(text: string, types: readonly string[]): boolean {
  return text === '' || (types.some((type) => type === 'Files' || type === 'text/uri-list') && /^(?:file:|\/|[A-Z]:\\)/i.test(text));
}

/**
 * A link pasted while no field has the keyboard is offered to be fetched; files and pictures are taken in wherever the
 * keyboard is. What the program finds on the clipboard itself counts: the page sees none of it.
 */
export function usePasted(onLink: (link: string) => void, onFiles: () => void): void {
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      if (event.defaultPrevented) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (isNoText(text, event.clipboardData?.types ?? [])) {
        event.preventDefault();
        onFiles();
        return;
      }
      if (isTyping(event.target)) return;
      const link = findLink(text);
      if (!link) return;
      event.preventDefault();
      onLink(link.href);
    };
    // WebKit pastes outside of a field only where somebody has asked for it.
    const asked = (event: Event) => {
      if (!isTyping(event.target)) event.preventDefault();
    };
    document.addEventListener('paste', pasted);
    document.addEventListener('beforepaste', asked);
    return () => {
      document.removeEventListener('paste', pasted);
      document.removeEventListener('beforepaste', asked);
    };
  }, [onLink, onFiles]);
}

/** Asks before anything is fetched: from where, and where it will be recognized. */
export function LinkBar({ intake, where }: { intake: Intake; where: string }) {
  const { link } = intake;
  return link === null ? null : <LinkForm intake={intake} link={link} where={where} />;
}

function LinkForm({ intake, link, where }: { intake: Intake; link: string; where: string }) {
  const m = useMessages();
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const go = useRef<HTMLButtonElement>(null);
  const url = findLink(link);

  useEffect(() => {
    const before = document.activeElement;
    if (go.current?.disabled === false) go.current.focus();
    else input.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  const fetchIt = () => {
    if (!url || busy) return;
    setBusy(true);
    setProblem(null);
    intake
      .addLink(url.href)
      .then(() => intake.setLink(null))
      .catch((error: unknown) => {
        setBusy(false);
        setProblem(asProblem(error));
      });
  };

  return (
    <form
      className={styles.link}
      aria-label={m.intake.linkLabel}
      data-enter="own"
      data-testid="link"
      onSubmit={(event) => {
        event.preventDefault();
        fetchIt();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        intake.setLink(null);
      }}
    >
      <input
        ref={input}
        type="text"
        inputMode="url"
        spellCheck={false}
        autoComplete="off"
        value={link}
        readOnly={busy}
        aria-label={m.intake.linkLabel}
        placeholder={m.intake.linkLabel}
        onChange={(event) => {
          setProblem(null);
          intake.setLink(event.target.value);
        }}
      />
      <p role="status">{!url ? m.intake.linkBad : busy ? m.intake.linkBusy(url.host) : <strong>{m.intake.linkAsk(url.host)}</strong>}</p>
      <p className={styles.linkHint}>{m.intake.linkHint}</p>
      <p className={styles.linkHint}>{where}</p>
      {problem && (
        <p role="alert" className={styles.bad}>
          {say(problem.message)} <code>{problem.code}</code>
        </p>
      )}
      <div className={styles.linkActions}>
        <Button command="dialog.close" onClick={() => intake.setLink(null)}>
          {m.common.cancel}
        </Button>
        <Button ref={go} type="submit" look="primary" command="dialog.accept" disabled={!url || busy} data-testid="fetch-link">
          {m.intake.linkGo}
        </Button>
      </div>
    </form>
  );
}
