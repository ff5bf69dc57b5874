import { memo, useEffect, useId, useRef } from 'react';

import type { DocumentView, Trust } from '../../../platform';
import { useMessages, useSay, type Messages } from '../../../shared/i18n';
import { useDesk, useDeskState } from '../model/context';
import { doubtfulCharacters, type Drafts, type FieldKind, type ShownField } from '../model/fields';
import { FieldDetail } from './FieldDetail';
import { fullLabel, shortLabel } from './labels';
import { ValueInput } from './ValueInput';
import styles from './FieldRow.module.css';

/** Characters of a reason that the column holds for certain, Chinese ones among them. */
const SHORT = 12;

const SIGNS: Record<Trust, string> = { certain: '✓', doubtful: '?', wrong: '▲', yours: '●' };

/** Sources that agree fit the column as `OFD 标签等 3 处`; the tooltip and the focused field name all of them. */
function shortReason(m: Messages, reason: string): string {
  const [first = '', ...others] = reason.split(' = ');
  return others.length > 0 && reason.length > SHORT ? m.form.agreeing(first, others.length) : reason;
}

/** How far the field can be trusted, by a sign, and why, in words. */
export function TrustNote({ field, id, whole = false }: { field: ShownField; id?: string; whole?: boolean }) {
  const m = useMessages();
  const say = useSay();
  const draft = field.trust === 'yours' && field.view?.trust !== 'yours';
  const own = field.view && !draft ? say(field.view.reason) : '';
  // A rule speaks in brief here; its sentence is the tooltip, and stands in full beneath the focused field.
  const speaking = field.findings.find((finding) => say(finding.message) === own);
  const brief = speaking?.brief && say(speaking.brief);
  const told = whole && speaking !== undefined;
  const reason = draft ? m.form.trust.yours : own || (field.findings[0] ? m.form.trust[field.trust] : '');
  const none = field.value === null && field.trust === 'certain';
  const words = (draft ? reason : brief || (told ? '' : reason)) || m.form.trust[field.trust];
  const short = whole || field.trust !== 'certain' ? words : shortReason(m, words);
  return (
    <span className={`${styles.note} ${styles[field.trust] ?? ''} ${whole ? styles.whole : ''}`} id={id} title={reason} data-trust={field.trust}>
      {!none && (
        <>
          <span aria-hidden="true" className={styles.sign}>
            {SIGNS[field.trust]}
          </span>
          <span className="visually-hidden">{m.form.trust[field.trust]}</span>
          {short !== words && <span className="visually-hidden">{words}</span>}
          <span className={styles.why} aria-hidden={short !== words || undefined}>
            {short}
          </span>
        </>
      )}
    </span>
  );
}

function TypeSelect({ id, field, label, readOnly, describedBy }: { id: number; field: ShownField; label: string; readOnly: boolean; describedBy: string }) {
  const m = useMessages();
  const desk = useDesk();
  const wish = useDeskState((state) => (state.wish?.target === field.path ? state.wish : null));
  const select = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (wish && desk.grant(wish)) select.current?.focus();
  }, [desk, wish]);
  const known = Object.entries(m.types);
  const value = field.value ?? '';
  const unknown = value !== '' && !known.some(([name]) => name === value);
  return (
    <select
      ref={select}
      className={styles.select}
      value={value}
      disabled={readOnly}
      aria-label={label}
      aria-describedby={describedBy}
      data-path={field.path}
      data-enter="command"
      onFocus={() => desk.focus(field.path)}
      onBlur={() => desk.blur()}
      onChange={(event) => void desk.documents.put(id, [{ path: field.path, value: event.target.value || null }])}
    >
      <option value="">{m.common.none}</option>
      {unknown && <option value={value}>{value}</option>}
      {known.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}

interface FieldRowProps {
  view: DocumentView;
  drafts: Drafts;
  field: ShownField;
  kind: FieldKind;
  folded: boolean;
  editable: boolean;
  focused: boolean;
  hovered: boolean;
}

export const FieldRow = memo(
  function FieldRow({ view, drafts, field, kind, folded, editable, focused, hovered }: FieldRowProps) {
    const m = useMessages();
    const desk = useDesk();
    const note = useId();
    const label = fullLabel(m, field.path);
    const open = field.trust === 'doubtful' || field.trust === 'wrong';
    const marks = doubtfulCharacters(field);
    return (
      <div
        className={`${styles.row} ${styles[`row-${field.trust}`] ?? ''} ${hovered ? styles.hovered : ''} ${field.path === 'amount_with_tax' ? styles.heavy : ''}`}
        data-testid="field"
        data-field={field.path}
        data-trust={field.trust}
        onPointerEnter={() => desk.hover(field.path)}
        onPointerLeave={() => desk.hover(null)}
      >
        <span className={styles.label} aria-hidden="true" onClick={() => desk.wish(field.path)}>
          {shortLabel(m, field.path)}
        </span>
        {kind === 'type' ? (
          <TypeSelect id={view.id} field={field} label={label} readOnly={!editable} describedBy={note} />
        ) : (
          <ValueInput
            id={view.id}
            path={field.path}
            value={field.value}
            kind={kind}
            label={label}
            describedBy={note}
            readOnly={!editable}
            invalid={field.trust === 'wrong'}
            marks={marks}
            folded={folded && !open}
          />
        )}
        <TrustNote field={field} id={note} whole={focused} />
        {focused && <FieldDetail view={view} drafts={drafts} path={field.path} editable={editable} />}
      </div>
    );
  },
  (before, after) =>
    before.focused === after.focused &&
    before.hovered === after.hovered &&
    before.editable === after.editable &&
    before.kind === after.kind &&
    before.folded === after.folded &&
    before.view.id === after.view.id &&
    before.field.path === after.field.path &&
    // The focused row shows more than its own field.
    (!after.focused || (before.view === after.view && before.drafts === after.drafts)) &&
    before.field.value === after.field.value &&
    before.field.trust === after.field.trust &&
    before.field.view?.reason.zh === after.field.view?.reason.zh &&
    before.field.findings.length === after.field.findings.length,
);
