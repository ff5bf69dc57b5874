import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';

import type { DocumentView } from '../../../platform';
import { copyText } from '../../../shared/clipboard';
import { Button, Icon, toast } from '../../../shared/components';
import { difference, sameDecimal, showDecimal, sum } from '../../../shared/decimal';
import { useMessages, type Messages } from '../../../shared/i18n';
import { useCommand } from '../../../shared/keys';
import { useScrollbarWidth } from '../../../shared/scrollbar';
import { FieldDetail } from '../form/FieldDetail';
import { TrustNote } from '../form/FieldRow';
import { fullLabel } from '../form/labels';
import { ValueInput } from '../form/ValueInput';
import { useDesk, useDeskState } from '../model/context';
import { doubtfulCharacters, itemPath, lineCount, lineOf, parseItemPath, shownField, TOLL_FIELDS, type Drafts, type FieldKind, type ItemField } from '../model/fields';
import { COPIED, pastedEdits } from './paste';
import { isTable, printTable } from './table';
import styles from './ItemGrid.module.css';

const ROW = 28;
/** More lines than this scroll in a box of their own, so that the sums stay in sight. */
const MOST_SEEN = 11;

const NARROW: readonly ItemField[] = ['name', 'quantity', 'amount', 'tax_rate', 'tax'];

const KINDS: Partial<Record<ItemField, FieldKind>> = { quantity: 'number', unit_price: 'number', amount: 'money', tax: 'money' };

function heading(m: Messages, column: ItemField): string {
  const short: Partial<Record<ItemField, string>> = {
    name: m.grid.name,
    specification: m.grid.specification,
    quantity: m.grid.quantity,
    amount: m.grid.amount,
    tax_rate: m.grid.rate,
    tax: m.grid.tax,
  };
  return short[column] ?? m.itemFields[column];
}

/** Columns of figures, never narrower than this in pixels: from one invoice to the next they mostly stay where they are. */
const LEAST: Partial<Record<ItemField, number>> = { quantity: 46, unit_price: 76, amount: 80, tax_rate: 46, tax: 66 };
/** A digit, and what a cell has beside its text, in pixels. */
const DIGIT = 7.3;
const CELL = 14;

/** A figure is never cut off; what is left is the name's. */
function columnWidth(field: ItemField, wide: boolean, widest: number): string {
  const least = LEAST[field];
  if (least !== undefined) return `${Math.ceil(Math.max(least, Math.min(widest, 20) * DIGIT + CELL))}px`;
  if (field === 'unit') return '44px';
  return field === 'specification' ? 'minmax(64px, 1fr)' : `minmax(${wide ? 120 : 72}px, 1.6fr)`;
}

interface ItemGridProps {
  view: DocumentView;
  drafts: Drafts;
  editable: boolean;
  /** There is room for all columns. */
  wide: boolean;
}

export function ItemGrid({ view, drafts, editable, wide }: ItemGridProps) {
  const m = useMessages();
  const desk = useDesk();
  const focused = useDeskState((state) => state.focused);
  const hovered = useDeskState((state) => state.hovered);
  const box = useRef<HTMLDivElement>(null);
  const [inside, setInside] = useState(false);

  // An empty last line is only here until something is typed into it.
  const [blank, setBlank] = useState<{ id: number; index: number } | null>(null);
  const known = lineCount(view, drafts);
  const count = blank?.id === view.id && blank.index === known ? known + 1 : known;
  const columns = wide ? COPIED : NARROW;
  const at = focused === null ? null : parseItemPath(focused);
  const active = Math.min(at?.index ?? 0, Math.max(0, count - 1));
  const value = (index: number, field: ItemField) => shownField(view, drafts, itemPath(index, field)).value;

  const tolls = view.fields.some((field) => TOLL_FIELDS.some((name) => field.path.endsWith(`].${name}`)));
  const strip: ItemField[] = [...(wide ? [] : (['specification', 'unit', 'unit_price'] as const)), ...(tolls ? TOLL_FIELDS : [])];

   
  const virtual = useVirtualizer({ count, getScrollElement: () => box.current, estimateSize: () => ROW, overscan: 8 });
  useEffect(() => {
    if (at) virtual.scrollToIndex(at.index, { align: 'auto' });
    // Only where the focus goes to another line.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at?.index, view.id]);

  useScrollbarWidth(box, count);

  const go = (index: number, field: ItemField) => {
    if (index >= 0 && index < count) desk.wish(itemPath(index, field));
  };
  const column = at?.field ?? 'name';
  const insert = () => {
    const index = count === 0 ? 0 : active + 1;
    const begin = () => desk.wish(itemPath(index, 'name'));
    if (index < known) desk.insertLine(index, begin);
    else {
      setBlank({ id: view.id, index: known });
      begin();
    }
  };
  const remove = () => {
    if (count === 0) return;
    const stay = () => {
      if (count > 1) desk.wish(itemPath(Math.min(active, count - 2), column));
    };
    setBlank(null);
    if (active < known) desk.deleteLine(active, stay);
    else stay();
  };
  const copy = () => {
    const rows = Array.from({ length: count }, (_, index) => COPIED.map((field) => value(index, field) ?? ''));
    const table = printTable([COPIED.map((field) => m.itemFields[field]), ...rows]);
    void copyText(table).then((done) => done && toast({ text: m.grid.copied(count) }));
  };

  useCommand('grid.up', () => go(active - 1, column), inside);
  useCommand('grid.down', () => go(active + 1, column), inside);
  useCommand('grid.insert', insert, inside && editable);
  useCommand('grid.delete', remove, inside && editable);
  useCommand('grid.copy', copy, inside && count > 0);

  const paste = (event: ClipboardEvent<HTMLElement>) => {
    const text = event.clipboardData.getData('text');
    if (!editable || !isTable(text)) return;
    event.preventDefault();
    const headings = new Set(COPIED.flatMap((field) => [m.itemFields[field], heading(m, field)]));
    const pasted = pastedEdits(text, at?.index ?? 0, column, columns, headings);
    if (!pasted) {
      toast({ text: m.grid.pasteTooLong, tone: 'problem' });
      return;
    }
    void desk.documents.put(view.id, pasted.edits);
    toast({ text: m.grid.pasted(pasted.rows), actions: [{ label: m.common.undo, run: () => desk.undo() }] });
  };

  /** Left and right leave a cell where its text ends. */
  const sideways = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const input = event.target;
    if (step === 0 || !(input instanceof HTMLInputElement) || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    const edge = step === 1 ? input.value.length : 0;
    if (input.selectionStart !== input.selectionEnd || input.selectionStart !== edge) return;
    const next = columns[columns.indexOf(column) + step];
    if (!next) return;
    event.preventDefault();
    go(active, next);
  };

  const cell = (index: number, field: ItemField) => {
    const path = itemPath(index, field);
    const shown = shownField(view, drafts, path);
    return (
      <ValueInput
        key={field}
        id={view.id}
        path={path}
        value={shown.value}
        kind={KINDS[field] ?? 'text'}
        label={fullLabel(m, path)}
        readOnly={!editable}
        invalid={shown.trust === 'wrong'}
        marks={doubtfulCharacters(shown)}
        className={`${styles.cell} ${field === 'tax_rate' ? styles.end : ''} ${styles[shown.trust] ?? ''} ${path === hovered ? styles.hovered : ''}`}
        narrow
        onPaste={paste}
      />
    );
  };

  const sums = { amount: sumOf('amount'), tax: sumOf('tax') };
  /** The longest figure of a column, its sum among them. */
  function widestOf(field: ItemField): number {
    const texts = Array.from({ length: count }, (_, index) => value(index, field));
    if (field === 'amount' || field === 'tax') texts.push(sums[field]);
    return Math.max(0, ...texts.map((text) => (text ? showDecimal(text).length : 0)));
  }
  function sumOf(field: ItemField): string | null {
    return sum(Array.from({ length: count }, (_, index) => value(index, field)));
  }
  const totals = {
    amount: shownField(view, drafts, 'total_amount').value,
    tax: shownField(view, drafts, 'total_tax').value,
  };
  const amountOff = totals.amount !== null && sums.amount !== null && !sameDecimal(sums.amount, totals.amount);
  const taxOff = totals.tax !== null && sums.tax !== null && !sameDecimal(sums.tax, totals.tax);
  const checked = totals.amount !== null && sums.amount !== null;
  const off = amountOff ? difference(totals.amount, sums.amount) : taxOff ? difference(totals.tax, sums.tax) : null;

  const template = columns.map((field) => columnWidth(field, wide, widestOf(field))).join(' ');
  const gap = Math.max(0, columns.indexOf('amount') - 1);

  return (
    <div
      className={styles.grid}
      style={{ ['--columns' as string]: template }}
      data-testid="items"
      onFocus={() => setInside(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside(false);
      }}
      onKeyDown={sideways}
    >
      <div className={styles.tools}>
        <span className={styles.title}>
          {m.form.groups.items}
          {count > MOST_SEEN && ` ${m.grid.rows(count)}`}
        </span>
        {editable && (
          <>
            <Button look="link" title={m.commands['grid.insert']} command="grid.insert" keyHidden onClick={insert} data-testid="insert-line">
              <Icon name="plus" size={12} />
              {m.grid.insert}
            </Button>
            <Button look="link" title={m.commands['grid.delete']} command="grid.delete" keyHidden disabled={count === 0} onClick={remove} data-testid="delete-line">
              <Icon name="minus" size={12} />
              {m.grid.remove}
            </Button>
          </>
        )}
        <Button look="link" title={m.commands['grid.copy']} command="grid.copy" keyHidden disabled={count === 0} onClick={copy} data-testid="copy-lines">
          <Icon name="copy" size={12} />
          {m.grid.copy}
        </Button>
      </div>
      <div role="table" aria-label={m.grid.label} aria-rowcount={count + 1}>
        <div className={`${styles.line} ${styles.head}`} role="row" aria-rowindex={1}>
          {columns.map((field) => (
            <span key={field} role="columnheader" className={KINDS[field] || field === 'tax_rate' ? styles.end : ''}>
              {heading(m, field)}
            </span>
          ))}
        </div>
        <div ref={box} className={styles.rows} role="rowgroup" style={{ maxHeight: `min(${ROW * MOST_SEEN + 14}px, 34vh)` }} data-scrolls={count > MOST_SEEN || undefined}>
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
            {virtual.getVirtualItems().map(({ index, start }) => (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                data-testid="item-row"
                data-index={index}
                className={`${styles.line} ${styles.row} ${at?.index === index ? styles.active : ''} ${lineOf(hovered) === index ? styles.hoveredRow : ''}`}
                style={{ transform: `translateY(${start}px)`, height: ROW }}
              >
                {columns.map((field) => (
                  <span
                    key={field}
                    role="cell"
                    className={styles.holder}
                    onPointerEnter={() => desk.hover(itemPath(index, field))}
                    onPointerLeave={() => desk.hover(null)}
                  >
                    {cell(index, field)}
                  </span>
                ))}
              </div>
            ))}
          </div>
        </div>
      </div>
      {count === 0 && <p className={styles.none}>{m.grid.empty}</p>}
      <div className={`${styles.line} ${styles.sums}`} data-testid="sums">
        <span className={styles.sumLabel} style={{ gridColumn: `1 / span ${1 + gap}` }}>
          {m.grid.sum}
          {checked && off === null && <span className={styles.equal}>{`✓ ${m.grid.equal}`}</span>}
          {off !== null && <span className={styles.off}>{`▲ ${m.grid.differs(showDecimal(off))}`}</span>}
        </span>
        <span className={`${styles.end} ${amountOff ? styles.offSum : ''}`}>{sums.amount && showDecimal(sums.amount)}</span>
        <span />
        <span className={`${styles.end} ${taxOff ? styles.offSum : ''}`}>{sums.tax && showDecimal(sums.tax)}</span>
      </div>
      {at && strip.length > 0 && count > 0 && (
        <div className={styles.strip} data-testid="line-detail">
          <span className={styles.stripTitle}>{m.grid.rowDetail(active + 1)}</span>
          {strip.map((field) => (
            <label key={field} className={styles.stripField}>
              <span aria-hidden="true">{heading(m, field)}</span>
              {cell(active, field)}
            </label>
          ))}
        </div>
      )}
      {at && focused !== null && at.index < count && (
        <div className={styles.detail}>
          <div className={styles.detailHead}>
            <strong>{fullLabel(m, focused)}</strong>
            <TrustNote field={shownField(view, drafts, focused)} />
          </div>
          <FieldDetail view={view} drafts={drafts} path={focused} editable={editable} />
        </div>
      )}
    </div>
  );
}
