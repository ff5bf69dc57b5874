import { memo, useEffect, useRef, useState, type ClipboardEvent, type ReactNode, type Ref } from 'react';

import { showDecimal } from '../../../shared/decimal';
import { groupDigits, ungroup } from '../../../shared/format';
import { useDesk, useDeskState } from '../model/context';
import type { FieldKind } from '../model/fields';
import { Marked } from './FieldDetail';
import styles from './ValueInput.module.css';

interface ValueInputProps {
  id: number;
  path: string;
  value: string | null;
  kind: FieldKind;
  label: string;
  describedBy?: string;
  readOnly: boolean;
  invalid: boolean;
  /** Indexes of doubtful characters. */
  marks: readonly number[];
  className?: string;
  /** The whole text is in the tooltip: it stands in a narrow cell. */
  narrow?: boolean;
  /** A long text is shown by its first line until the keyboard is in it. */
  folded?: boolean;
  onPaste?: (event: ClipboardEvent<HTMLElement>) => void;
}

function painted(kind: FieldKind, value: string): string {
  if (kind === 'money' || kind === 'number') return showDecimal(value);
  if (kind === 'code') return groupDigits(value);
  return value;
}

/**
 * A field's value. What is seen and what is typed lie in two layers: the upper one shows groups of digits, marks and
 * separators, the lower one holds the plain text, which is what is copied and read out.
 */
export const ValueInput = memo(function ValueInput(props: ValueInputProps) {
  const { id, path, value, kind, label, describedBy, readOnly, invalid, marks, className, narrow = false, folded = false, onPaste } = props;
  const desk = useDesk();
  const focused = useDeskState((state) => state.focused === path);
  const wish = useDeskState((state) => (state.wish?.target === path ? state.wish : null));
  const [has, setHas] = useState(false);
  // While an input method composes, its letters are nobody's value yet.
  const [composing, setComposing] = useState<string | null>(null);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);

  useEffect(() => {
    if (!wish || !input.current || !desk.grant(wish)) return;
    input.current.focus({ preventScroll: true });
    input.current.select();
    input.current.scrollIntoView({ block: 'nearest' });
  }, [desk, wish]);

  // What unfolds is in sight as a whole.
  useEffect(() => {
    if (has && folded) input.current?.scrollIntoView({ block: 'nearest' });
  }, [has, folded]);

  const text = composing ?? value ?? '';
  const type = (typed: string) => desk.documents.type(id, [{ path, value: typed }]);
  const shared = {
    ref: input as Ref<HTMLInputElement & HTMLTextAreaElement>,
    value: text,
    readOnly,
    spellCheck: false,
    autoComplete: 'off',
    className: `${styles.typed} ${has ? '' : styles.covered}`,
    'aria-label': label,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    'data-path': path,
    onFocus: () => {
      setHas(true);
      desk.focus(path);
    },
    onBlur: (event: { currentTarget: { value: string } }) => {
      setHas(false);
      if (composing !== null) {
        setComposing(null);
        type(event.currentTarget.value);
      }
      desk.blur();
    },
    onChange: (event: { currentTarget: { value: string }; nativeEvent: Event }) => {
      const typed = event.currentTarget.value;
      if ((event.nativeEvent as InputEvent).isComposing) setComposing(typed);
      else {
        setComposing(null);
        type(typed);
      }
    },
    onCompositionEnd: (event: { currentTarget: { value: string } }) => {
      setComposing(null);
      type(event.currentTarget.value);
    },
    onPaste: (event: ClipboardEvent<HTMLElement>) => {
      onPaste?.(event);
      if (event.defaultPrevented) return;
      // A value from a page or a sheet often brings a line end or grouping along.
      const pasted = event.clipboardData.getData('text');
      const clean = ungroup(kind === 'long' ? pasted.replace(/\r\n?/g, '\n').replace(/\n+$/, '') : pasted.trim());
      if (clean === pasted) return;
      event.preventDefault();
      const element = input.current;
      if (!element) return;
      type(text.slice(0, element.selectionStart) + clean + text.slice(element.selectionEnd));
    },
  };

  const paint: ReactNode = has || marks.length > 0 ? <Marked text={text} places={marks} /> : painted(kind, text);

  return (
    <span
      title={(folded || narrow) && !has && text !== '' ? text : undefined}
      className={`${styles.value} ${styles[kind] ?? ''} ${folded ? styles.folded : ''} ${has ? styles.has : ''} ${text === '' ? styles.empty : ''} ${focused ? styles.focused : ''} ${text.startsWith('-') && kind === 'money' ? styles.negative : ''} ${className ?? ''}`}
    >
      <span className={styles.paint} aria-hidden="true">
        {paint}
        {kind === 'long' && !(folded && !has) && '\u200b'}
      </span>
      {kind === 'long' ? <textarea rows={1} {...shared} /> : <input type="text" {...shared} />}
    </span>
  );
});
