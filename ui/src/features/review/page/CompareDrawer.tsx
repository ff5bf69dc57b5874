import { useEffect, useMemo, useRef, useState } from 'react';

import type { DocumentView, Problem, ReadingView } from '../../../platform';
import { Button, Icon, Kbd, Loading, toast, Unreachable } from '../../../shared/components';
import { dateAndTime, differingCharacters } from '../../../shared/format';
import { useMessages } from '../../../shared/i18n';
import { useCommand } from '../../../shared/keys';
import { asProblem } from '../../../shared/problem';
import { Marked } from '../form/FieldDetail';
import { useFieldLabel } from '../form/labels';
import { useDesk } from '../model/context';
import { differences, type Difference } from '../model/differences';
import type { Drafts } from '../model/fields';
import { providerName } from '../queue/QueuePane';
import styles from './CompareDrawer.module.css';
import pane from './PagePane.module.css';

interface CompareDrawerProps {
  view: DocumentView;
  drafts: Drafts;
  editable: boolean;
  /** Asks for another reading. */
  onAgain: () => void;
  onClose: () => void;
}

/** Several readings of one document: only where they differ from what it says now, each to be taken by one key. */
export function CompareDrawer({ view, drafts, editable, onAgain, onClose }: CompareDrawerProps) {
  const m = useMessages();
  const desk = useDesk();
  const label = useFieldLabel();
  const list = useRef<HTMLDivElement>(null);
  const [inside, setInside] = useState(false);
  const [readings, setReadings] = useState<{ id: number; readings: readonly ReadingView[] } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const [at, setAt] = useState(0);

  // Asked anew when the document changes: another answer may have come.
  useEffect(() => {
    let wanted = true;
    desk.backend
      .readings(view.id)
      .then((found) => {
        if (!wanted) return;
        setReadings({ id: view.id, readings: found });
        setProblem(null);
      })
      .catch((error: unknown) => wanted && setProblem(asProblem(error)));
    return () => {
      wanted = false;
    };
  }, [desk, view.id, view.revision, turn]);

  const known = readings?.id === view.id ? readings.readings : null;
  const found = useMemo(() => (known ? differences(view, drafts, known) : []), [view, drafts, known]);
  const place = Math.min(at, Math.max(0, found.length - 1));
  const current = found[place];
  const loaded = known !== null;
  useEffect(() => {
    if (loaded) list.current?.focus();
  }, [loaded, view.id]);

  const go = (to: number) => {
    const next = found[to];
    if (!next) return;
    setAt(to);
    // The page and the form show the field, and the keyboard stays here.
    desk.store.setState({ focused: next.path });
    list.current?.querySelector(`[data-index="${to}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const take = (one: Difference | undefined) => {
    if (one && editable) void desk.documents.put(view.id, [{ path: one.path, value: one.value }]);
  };
  const takeAll = (provider: string | undefined) => {
    const all = found.filter((one) => one.provider === provider);
    if (all.length === 0 || !editable) return;
    void desk.documents.put(
      view.id,
      all.map(({ path, value }) => ({ path, value })),
    );
    toast({ text: m.compare.taken(all.length), actions: [{ label: m.common.undo, run: () => desk.undo() }] });
  };

  useCommand('compare.up', () => go(place - 1), inside);
  useCommand('compare.down', () => go(place + 1), inside);
  useCommand('compare.take', () => take(current), inside && editable);
  useCommand('compare.takeAll', () => takeAll(current?.provider), inside && editable);
  useCommand('review.postpone', onClose, inside);

  // One difference is taken by its own key.
  const providers = [...new Set(found.map((one) => one.provider))].filter((provider) => found.filter((one) => one.provider === provider).length > 1);
  return (
    <section
      className={pane.drawer}
      aria-label={m.compare.title}
      data-testid="compare-drawer"
      onFocus={() => setInside(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside(false);
      }}
    >
      <div className={pane.drawerHead}>
        <strong>{found.length > 0 ? `${m.compare.title}${m.common.separator}${m.compare.differences(found.length)}` : m.compare.title}</strong>
        <span className={styles.sources}>
          {known?.map((reading) => m.compare.when(providerName(m, reading.provider), dateAndTime(reading.at))).join(m.common.separator)}
        </span>
        {editable &&
          providers.map((provider) => (
            <Button key={provider} look="link" {...(provider === current?.provider ? { command: 'compare.takeAll' as const } : {})} onClick={() => takeAll(provider)}>
              {m.compare.takeAll(providerName(m, provider))}
            </Button>
          ))}
        <Button look="quiet" aria-label={m.common.close} onClick={onClose}>
          <Icon name="close" size={13} />
        </Button>
      </div>
      {!known && !problem && <Loading form="line" what={m.compare.loading} />}
      {problem && <Unreachable form="line" title={m.compare.loadFailed} problem={problem} onRetry={() => setTurn(turn + 1)} />}
      {known && found.length === 0 && (
        <p>
          {known.length < 2 ? m.compare.one : m.compare.none}{' '}
          {known.length < 2 && (
            <Button look="link" command="review.again" onClick={onAgain}>
              {m.page.again}
            </Button>
          )}
        </p>
      )}
      <div
        ref={list}
        className={styles.list}
        role="listbox"
        tabIndex={0}
        aria-label={m.compare.title}
        aria-activedescendant={current ? `difference-${place}` : undefined}
      >
        {found.map((one, index) => (
          <div
            key={`${one.path} ${one.provider}`}
            id={`difference-${index}`}
            role="option"
            aria-selected={index === place}
            data-index={index}
            data-testid="difference"
            data-path={one.path}
            className={`${styles.row} ${index === place ? styles.current : ''}`}
            onClick={() => go(index)}
          >
            <span className={styles.field}>{label(one.path)}</span>
            <span className={styles.now}>
              {one.now === null ? m.compare.empty : <Marked text={one.now} places={differingCharacters(one.now, one.value)} />}
            </span>
            <span className={styles.arrow} aria-hidden="true">
              →
            </span>
            <span className={styles.value}>
              <Marked text={one.value} places={differingCharacters(one.value, one.now ?? '')} />
            </span>
            <span className={styles.source}>{providerName(m, one.provider)}</span>
            {/* For the mouse: the list itself has the key. */}
            {editable && index === place && (
              <span className={styles.take} aria-hidden="true" onClick={() => take(one)}>
                {m.form.take} <Kbd command="compare.take" />
              </span>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
