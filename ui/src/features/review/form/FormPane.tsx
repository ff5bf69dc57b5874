import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import { Button, Kbd, Popover, PopoverItem, Unreachable } from '../../../shared/components';
import { dateAndTime } from '../../../shared/format';
import { useLanguage, useMessages } from '../../../shared/i18n';
import { useCommand } from '../../../shared/keys';
import { ItemGrid } from '../grid/ItemGrid';
import { useDesk, useDeskState, useQueue } from '../model/context';
import type { Entry } from '../model/document-store';
import { GROUPS, openPaths, shownField } from '../model/fields';
import { visibleRows } from '../model/queue-store';
import type { DocumentView, Trust } from '../../../platform';
import { choices } from './implied';
import { FieldRow } from './FieldRow';
import { postponedReason, useFieldLabel } from './labels';
import styles from './FormPane.module.css';

/** The field in which the keyboard is, if it is in one. */
function activePath(): string | null {
  const element = document.activeElement;
  return element instanceof HTMLElement ? (element.dataset['path'] ?? null) : null;
}

interface FormPaneProps {
  view: DocumentView;
  entry: Entry;
  editable: boolean;
  wide: boolean;
  onShowKeys: () => void;
  /** What the checks say beyond the fields, of other features. */
  checks: ReactNode;
}

export function FormPane({ view, entry, editable, wide, onShowKeys, checks }: FormPaneProps) {
  const m = useMessages();
  const language = useLanguage();
  const desk = useDesk();
  const { drafts } = entry;
  const focused = useDeskState((state) => state.focused);
  const hovered = useDeskState((state) => state.hovered);
  const [showEmpty, setShowEmpty] = useState(false);
  const body = useRef<HTMLDivElement>(null);

  // Before the focused field brings itself into sight.
  useLayoutEffect(() => {
    body.current?.scrollTo(0, 0);
  }, [view.id]);
  // What is said of a failure takes room at the foot: the field that is worked on stays in sight.
  const failing = Boolean(entry.unsaved);
  useEffect(() => {
    if (failing) body.current?.querySelector('[data-testid="field-detail"]')?.scrollIntoView({ block: 'nearest' });
  }, [failing]);

  const open = useMemo(() => openPaths(view, drafts), [view, drafts]);
  const wrong = open.filter((path) => shownField(view, drafts, path).trust === 'wrong').length;
  const type = shownField(view, drafts, 'invoice_type').value;
  const typeName = type === null ? view.file_name : ((m.types as Record<string, string>)[type] ?? type);

  const rows = useQueue((state) => state.rows);
  const tab = useQueue((state) => state.tab);
  const search = useQueue((state) => state.search);
  const [position, total] = useMemo(() => {
    const list = visibleRows(rows, tab, search);
    return [list.findIndex((row) => row.id === view.id) + 1, list.length];
  }, [rows, tab, search, view.id]);

  const take = (index: number) => {
    const path = activePath() ?? focused;
    const choice = path !== null && choices(view, drafts, path)[index];
    if (path === null || !choice) return false;
    void desk.documents.put(view.id, [{ path, value: choice.value }]);
    return true;
  };

  useCommand('review.confirm', () => desk.confirm(activePath()), editable);
  useCommand('review.finish', () => desk.finish(), editable);
  useCommand('review.nextOpen', () => desk.nextOpen(1));
  useCommand('review.previousOpen', () => desk.nextOpen(-1));
  useCommand('review.take', () => take(0), editable);
  useCommand('review.takeSecond', () => take(1), editable);
  useCommand('review.undo', () => desk.undo(), editable);
  useCommand('review.redo', () => desk.redo(), editable);
  useCommand('review.emptyFields', () => setShowEmpty((shown) => !shown));
  useCommand(
    'review.ditto',
    () => {
      const path = activePath();
      if (path === null) return false;
      void desk.ditto(path);
      return true;
    },
    editable,
  );

  const isEmpty = (path: string, always: boolean | undefined) => {
    if (always) return false;
    const field = shownField(view, drafts, path);
    return field.value === null && field.trust === 'certain' && path !== focused && !drafts.has(path);
  };
  const emptyCount = GROUPS.flatMap((group) => group.fields).filter((field) => isEmpty(field.path, field.always)).length;

  return (
    <section className={`${styles.pane} ${language === 'en' ? styles.english : ''}`} aria-label={m.form.label} data-testid="form" data-document={view.id}>
      <header className={styles.head}>
        <h2 className={styles.type}>{typeName}</h2>
        {wrong > 0 && <span className={styles.wrong} data-testid="wrong">{`▲ ${m.queue.wrong(wrong)}`}</span>}
        {open.length - wrong > 0 && <span className={styles.doubtful} data-testid="doubtful">{`? ${m.queue.doubtful(open.length - wrong)}`}</span>}
        {open.length === 0 && <span className={styles.calm}>{`✓ ${m.form.allCertain}`}</span>}
        <span className={styles.position} data-testid="position">
          {position > 0 ? m.form.position(position, total) : ''}
        </span>
        <Button look="quiet" onClick={onShowKeys} aria-label={m.form.keys}>
          <Kbd command="window.keys" />
          {m.form.keys}
        </Button>
      </header>
      <div className={styles.body} ref={body}>
        {view.state === 'reviewed' && (
          <p className={styles.bar}>
            {m.form.reviewedBar(view.reviewed_at === null ? '' : dateAndTime(view.reviewed_at))}
            <Button look="link" onClick={() => desk.reopen(view.id)} data-testid="reopen">
              {m.form.reopen}
            </Button>
          </p>
        )}
        {view.state === 'postponed' && <p className={styles.bar}>{m.form.postponedBar(postponedReason(m, view.postponed_reason))}</p>}
        {view.state === 'not_invoice' && (
          <p className={styles.bar}>
            {m.form.notInvoiceBar}
            <Button look="link" onClick={() => desk.reopen(view.id)}>
              {m.form.reopen}
            </Button>
          </p>
        )}
        {checks}
        {GROUPS.map((group) => {
          const fields = group.fields.filter((field) => showEmpty || !isEmpty(field.path, field.always));
          if (fields.length === 0 && group.id !== 'items') return null;
          return (
            <div key={group.id} className={styles.group} role="group" aria-label={m.form.groups[group.id]}>
              {group.id !== 'items' && <div className={styles.groupHead}>{m.form.groups[group.id]}</div>}
              {group.id === 'items' && <ItemGrid view={view} drafts={drafts} editable={editable} wide={wide} />}
              {fields.map(({ path, kind, folded = false }) => (
                <FieldRow
                  key={path}
                  view={view}
                  drafts={drafts}
                  field={shownField(view, drafts, path)}
                  kind={kind}
                  folded={folded}
                  editable={editable}
                  focused={path === focused}
                  hovered={path === hovered}
                />
              ))}
            </div>
          );
        })}
        {(emptyCount > 0 || showEmpty) && (
          <p className={styles.group}>
            <Button look="link" title={m.commands['review.emptyFields']} command="review.emptyFields" keyHidden aria-expanded={showEmpty} onClick={() => setShowEmpty(!showEmpty)} data-testid="empty-fields">
              {showEmpty ? m.form.hideEmpty : m.form.showEmpty(emptyCount)}
            </Button>
          </p>
        )}
      </div>
      <FormFooter view={view} entry={entry} open={open} editable={editable} />
    </section>
  );
}

function OpenSign({ trust }: { trust: Trust }) {
  return trust === 'wrong' ? <span className={styles.wrong}>▲</span> : <span className={styles.doubtful}>?</span>;
}

function FormFooter({ view, entry, open, editable }: { view: DocumentView; entry: Entry; open: readonly string[]; editable: boolean }) {
  const m = useMessages();
  const desk = useDesk();
  const label = useFieldLabel();
  const listing = useDeskState((state) => state.listing);
  const postponing = useDeskState((state) => state.postponing);
  const wish = useDeskState((state) => (state.wish?.target === 'finish' ? state.wish : null));
  const primary = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (wish && desk.grant(wish)) primary.current?.focus();
  }, [desk, wish, view.id]);

  const setPostponing = (on: boolean) => desk.store.setState({ postponing: on, listing: false });
  useCommand('review.postpone', () => {
    if (listing) desk.store.setState({ listing: false });
    else setPostponing(!postponing);
  }, editable);

  const saving = entry.saving > 0 || [...entry.drafts.values()].some((draft) => draft.savedVersion < draft.version && !draft.failed);
  const finishing = open.length === 0 || listing;
  return (
    <footer className={styles.foot}>
      {listing && open.length > 0 && (
        <div className={styles.list} role="alert" data-testid="open-list">
          <p className={styles.listTitle}>{m.form.openTitle(open.length)}</p>
          <ul>
            {open.map((path) => (
              <li key={path}>
                <OpenSign trust={shownField(view, entry.drafts, path).trust} />
                <Button look="link" onClick={() => desk.wish(path)}>
                  {label(path)}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {entry.unsaved && (
        <div className={styles.lost}>
          <Unreachable form="line" title={m.form.notSaved} problem={entry.unsaved} onRetry={() => void desk.documents.flush(view.id)} />
        </div>
      )}
      <div className={styles.actions}>
        <div className={styles.saved} role="status" data-testid="saved">
          {!entry.unsaved && (
            <>
              <span>{saving ? m.form.saving : m.form.saved}</span>
              {editable && view.can_undo && (
                <Button look="link" command="review.undo" onClick={() => desk.undo()} data-testid="undo">
                  {m.common.undo}
                </Button>
              )}
              {editable && !view.can_undo && view.can_redo && (
                <Button look="link" command="review.redo" onClick={() => desk.redo()} data-testid="redo">
                  {m.common.redo}
                </Button>
              )}
            </>
          )}
        </div>
        {!editable && (
          <>
            <Button onClick={() => desk.remove(view.id)}>{m.form.remove}</Button>
            <Button command="review.next" onClick={() => desk.step(1)} data-testid="next">
              {m.form.next}
            </Button>
          </>
        )}
        <div className={styles.anchor} hidden={!editable}>
          <Button command="review.postpone" aria-expanded={postponing} onClick={() => setPostponing(!postponing)} data-testid="postpone">
            {m.form.postpone}
          </Button>
          {postponing && (
            <Popover label={m.form.postponeTitle} from="above-right" wide onClose={() => setPostponing(false)}>
              {Object.entries(m.form.reasons).map(([code, words], index) => (
                <PopoverItem key={code} number={index + 1} onClick={() => desk.postpone(code)}>
                  {words}
                </PopoverItem>
              ))}
              <hr />
              <PopoverItem number={Object.keys(m.form.reasons).length + 1} onClick={() => desk.notInvoice()}>
                {m.form.notInvoice}
              </PopoverItem>
              <PopoverItem number={Object.keys(m.form.reasons).length + 2} onClick={() => desk.remove(view.id)}>
                {m.form.remove}
              </PopoverItem>
            </Popover>
          )}
        </div>
        {editable && (
          <Button
            ref={primary}
            look="primary"
            className={styles.primary ?? ''}
            command={listing ? 'review.finish' : 'review.confirm'}
            data-enter="command"
            data-testid="primary"
            onClick={() => (finishing ? desk.finish() : desk.confirm(desk.store.getState().focused))}
          >
            {listing ? m.form.finishAnyway : finishing ? m.form.finish : m.form.confirm}
          </Button>
        )}
      </div>
    </footer>
  );
}
