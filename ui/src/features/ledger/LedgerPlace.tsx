import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';

import { useBackend, type LedgerFilter, type LedgerPage, type LedgerRow, type Problem } from '../../platform';
import { Button, DayField, Kbd, Loading, Nothing, Unreachable, toast } from '../../shared/components';
import { showDecimal } from '../../shared/decimal';
import { dateAndTime, groupDigits } from '../../shared/format';
import { useMessages, useSay } from '../../shared/i18n';
import { useCommand } from '../../shared/keys';
import { asProblem } from '../../shared/problem';
import { useScrollbarWidth } from '../../shared/scrollbar';
import styles from './LedgerPlace.module.css';

const ROW = 32;
const PART = 200;

type Conditions = Required<Pick<LedgerFilter, 'search' | 'from' | 'to' | 'exported' | 'reimbursed'>>;
const NO_CONDITIONS: Conditions = { search: '', from: null, to: null, exported: null, reimbursed: null };
type Uses = 'any' | 'notExported' | 'exported' | 'notReimbursed' | 'reimbursed';
const USES: Record<Uses, Pick<Conditions, 'exported' | 'reimbursed'>> = {
  any: { exported: null, reimbursed: null },
  notExported: { exported: false, reimbursed: null },
  exported: { exported: true, reimbursed: null },
  notReimbursed: { exported: null, reimbursed: false },
  reimbursed: { exported: null, reimbursed: true },
};

/** What an export of the present view would write. */
export interface LedgerExport {
  what: 'all' | 'matching' | 'selected';
  count: number;
  documents: () => Promise<number[] | null>;
}

/** What was done with an invoice, what the tax platform said of it and what the checks found: a word each, the rest in the tooltip. */
function RowState({ row }: { row: LedgerRow }) {
  const m = useMessages();
  const say = useSay();
  const { uses, verification, findings } = row;
  const loud = findings.filter(({ severity }) => severity !== 'note');
  const worst = loud.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  return (
    <span className={styles.state}>
      {loud.length > 0 && (
        <span className={styles[worst]} title={findings.map((finding) => say(finding.message)).join('\n')} data-testid="row-findings">
          {`${worst === 'error' ? '▲' : '?'} ${loud.length}`}
          <span className="visually-hidden">{loud.map((finding) => say(finding.message)).join(m.common.listSeparator)}</span>
        </span>
      )}
      {verification && (
        <span className={verification === 'consistent' ? styles.good : styles.error} data-testid="row-verified">
          {m.verification.short[verification]}
        </span>
      )}
      {uses.reimbursed_at !== null && <span title={m.related.reimbursed(dateAndTime(uses.reimbursed_at))}>{m.ledger.reimbursed}</span>}
      {uses.exports[0] && (
        <span title={uses.exports.map(({ at, file_name }) => m.related.exported(dateAndTime(at), file_name)).join('\n')}>{m.ledger.exported}</span>
      )}
    </span>
  );
}

interface LedgerPlaceProps {
  onOpen: (document: number) => void;
  /** Draws the export button for what is selected or listed. */
  exportAction: (wish: LedgerExport, reload: () => void) => ReactNode;
}

export function LedgerPlace({ onOpen, exportAction }: LedgerPlaceProps) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const [conditions, setConditions] = useState<Conditions>(NO_CONDITIONS);
  const [summary, setSummary] = useState<Omit<LedgerPage, 'rows'> | null>(null);
  const [rows, setRows] = useState<ReadonlyMap<number, LedgerRow>>(new Map());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [loadTurn, setLoadTurn] = useState(0);
  const [cleared, setCleared] = useState(0);
  const [partsTurn, setPartsTurn] = useState(0);
  const last = useRef<number | null>(null);
  const asked = useRef(new Set<number>());
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);

  const uses = (Object.keys(USES) as Uses[]).find((one) => USES[one].exported === conditions.exported && USES[one].reimbursed === conditions.reimbursed) ?? 'any';
  const filtered = conditions.search !== '' || conditions.from !== null || conditions.to !== null || uses !== 'any';
  const fetchPart = useCallback(
    (offset: number) => backend.ledgerPage({ ...conditions, offset, limit: PART }),
    [backend, conditions],
  );

  // A new condition begins anew, after a short rest of typing.
  const shown = useRef<typeof fetchPart | null>(null);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      fetchPart(0)
        .then((page) => {
          if (!wanted) return;
          const anew = shown.current !== fetchPart;
          shown.current = fetchPart;
          asked.current = new Set([0]);
          setProblem(null);
          setSummary(page);
          const first = page.rows.map((row, index) => [index, row] as const);
          // The same conditions asked again keep their place; the parts in sight are fetched anew below.
          setRows((before) => new Map(anew ? first : [...before, ...first]));
          setPartsTurn((turn) => turn + 1);
          if (anew) box.current?.scrollTo(0, 0);
        })
        .catch((error: unknown) => wanted && setProblem(asProblem(error)));
    }, 120);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [fetchPart, loadTurn]);
  const reload = useCallback(() => setLoadTurn((turn) => turn + 1), []);

  // What is reviewed, opened again or removed meanwhile changes the ledger; what is merely recognized does not.
  const seen = useRef(rows);
  useEffect(() => {
    seen.current = rows;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = backend.on('queue-changed', ({ changed, removed }) => {
      const ids = new Set([...seen.current.values()].map((row) => row.id));
      if (removed.length === 0 && !changed.some((row) => row.state === 'reviewed' || ids.has(row.id))) return;
      clearTimeout(timer);
      timer = setTimeout(reload, 300);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [backend, reload]);

  const total = summary?.total ?? 0;
   
  const virtual = useVirtualizer({ count: total, getScrollElement: () => box.current, estimateSize: () => ROW, overscan: 16 });
  useScrollbarWidth(box, total);
  const items = virtual.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items.at(-1)?.index ?? 0;
  useEffect(() => {
    for (let offset = Math.floor(from / PART) * PART; offset <= to; offset += PART) {
      if (asked.current.has(offset) || offset >= total) continue;
      asked.current.add(offset);
      fetchPart(offset)
        .then((page) =>
          setRows((before) => new Map([...before, ...page.rows.map((row, index) => [offset + index, row] as const)])),
        )
        .catch((error: unknown) => {
          asked.current.delete(offset);
          setProblem(asProblem(error));
        });
    }
  }, [from, to, total, fetchPart, partsTurn]);

  /** All documents of the present conditions, fetched in parts. */
  const everyDocument = async (): Promise<number[]> => {
    const found: number[] = [];
    for (let offset = 0; ; offset += 500) {
      const page = await backend.ledgerPage({ ...conditions, offset, limit: 500 });
      found.push(...page.rows.map((row) => row.id));
      if (page.rows.length === 0 || found.length >= page.total) return found;
    }
  };
  const selectAll = () => {
    everyDocument()
      .then((documents) => setSelected(new Set(documents)))
      .catch((error: unknown) => setProblem(asProblem(error)));
  };
  const select = (index: number, row: LedgerRow, range: boolean) => {
    const next = new Set(selected);
    const on = !selected.has(row.id);
    const begin = range ? (last.current ?? index) : index;
    for (let at = Math.min(begin, index); at <= Math.max(begin, index); at += 1) {
      const one = rows.get(at);
      if (!one) continue;
      if (on) next.add(one.id);
      else next.delete(one.id);
    }
    last.current = index;
    setSelected(next);
  };

  useCommand('ledger.search', () => field.current?.select());
  useCommand('ledger.all', () => {
    if (document.activeElement instanceof HTMLInputElement && document.activeElement.type !== 'checkbox') return false;
    selectAll();
    return true;
  });

  const wish: LedgerExport =
    selected.size > 0
      ? { what: 'selected', count: selected.size, documents: () => Promise.resolve([...selected]) }
      : filtered
        ? { what: 'matching', count: total, documents: everyDocument }
        : { what: 'all', count: total, documents: () => Promise.resolve(null) };

  const reopen = (row: LedgerRow) => {
    backend
      .reopen(row.id)
      .then(() => {
        setSelected((before) => new Set([...before].filter((id) => id !== row.id)));
        reload();
        toast({
          text: m.ledger.reopened,
          actions: [
            { label: m.common.undo, run: () => void backend.finish(row.id, null).then(reload) },
            { label: m.ledger.open, run: () => onOpen(row.id) },
          ],
        });
      })
      .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };

  const reimburse = (documents: readonly number[], reimbursed: boolean) => {
    backend
      .setReimbursed([...documents], reimbursed)
      .then(() => {
        reload();
        toast({
          text: reimbursed ? m.ledger.reimbursedDone(documents.length) : m.ledger.reimbursedUndone(documents.length),
          actions: [{ label: m.common.undo, run: () => void backend.setReimbursed([...documents], !reimbursed).then(reload) }],
        });
      })
      .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };
  // What is chosen becomes reimbursed unless all of it is already.
  const chosen = [...rows.values()].filter((row) => selected.has(row.id));
  const allReimbursed = chosen.length > 0 && chosen.length === selected.size && chosen.every((row) => row.uses.reimbursed_at !== null);

  useCommand('ledger.reimburse', () => reimburse([...selected], !allReimbursed), selected.size > 0);

  const allSelected = total > 0 && selected.size >= total;
  return (
    <main className={styles.place} aria-label={m.ledger.label} data-testid="ledger">
      <div className={styles.top}>
        <div className={styles.find}>
          <input
            ref={field}
            type="search"
            className={styles.search}
            value={conditions.search}
            placeholder={m.ledger.search}
            aria-label={m.ledger.search}
            spellCheck={false}
            onChange={(event) => setConditions({ ...conditions, search: event.target.value })}
          />
          <Kbd command="ledger.search" />
        </div>
        <label className={styles.date}>
          {m.ledger.from}
          <DayField key={`from${cleared}`} label={m.ledger.from} edge="first" onDay={(from) => setConditions((before) => ({ ...before, from }))} />
        </label>
        <label className={styles.date}>
          {m.ledger.to}
          <DayField key={`to${cleared}`} label={m.ledger.to} edge="last" onDay={(to) => setConditions((before) => ({ ...before, to }))} />
        </label>
        <select
          className="choice"
          value={uses}
          aria-label={m.ledger.uses.label}
          onChange={(event) => setConditions({ ...conditions, ...USES[event.target.value as Uses] })}
          data-testid="ledger-uses"
        >
          {(Object.keys(USES) as Uses[]).map((one) => (
            <option key={one} value={one}>
              {m.ledger.uses[one]}
            </option>
          ))}
        </select>
        {filtered && (
          <Button
            look="link"
            onClick={() => {
              setConditions(NO_CONDITIONS);
              setCleared(cleared + 1);
            }}
          >
            {m.ledger.clear}
          </Button>
        )}
        <span className={styles.space} />
        {exportAction(wish, reload)}
      </div>
      {problem && summary && (
        <div className={styles.problem}>
          <Unreachable form="line" title={m.ledger.loadFailed} problem={problem} onRetry={reload} />
        </div>
      )}
      <div className={styles.table} role="table" aria-label={m.ledger.label} aria-rowcount={total + 1}>
        <div className={`${styles.line} ${styles.head}`} role="row">
          <span role="columnheader">
            <input
              type="checkbox"
              aria-label={m.ledger.selectAll}
              checked={allSelected}
              ref={(element) => {
                if (element) element.indeterminate = selected.size > 0 && !allSelected;
              }}
              onChange={() => (selected.size > 0 ? setSelected(new Set()) : selectAll())}
            />
          </span>
          <span role="columnheader">{m.ledger.columns.date}</span>
          <span role="columnheader" className={styles.kind}>{m.ledger.columns.type}</span>
          <span role="columnheader">{m.ledger.columns.number}</span>
          <span role="columnheader">{m.ledger.columns.seller}</span>
          <span role="columnheader" className={styles.buyer}>{m.ledger.columns.buyer}</span>
          <span role="columnheader" className={`${styles.end} ${styles.net}`}>{m.ledger.columns.net}</span>
          <span role="columnheader" className={styles.end}>{m.ledger.columns.tax}</span>
          <span role="columnheader" className={styles.end}>{m.ledger.columns.gross}</span>
          <span role="columnheader" className={styles.when}>{m.ledger.columns.reviewed}</span>
          <span role="columnheader">{m.ledger.columns.state}</span>
        </div>
        <div ref={box} className={styles.rows} role="rowgroup">
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
            {items.map(({ index, start }) => {
              const row = rows.get(index);
              const name = row?.number ?? m.ledger.noNumber;
              const type = row?.invoice_type ? ((m.types as Record<string, string>)[row.invoice_type] ?? row.invoice_type) : '';
              return (
                <div
                  key={index}
                  role="row"
                  aria-rowindex={index + 2}
                  aria-selected={row ? selected.has(row.id) : false}
                  className={`${styles.line} ${styles.row} ${row && selected.has(row.id) ? styles.selected : ''}`}
                  style={{ transform: `translateY(${start}px)`, height: ROW }}
                  data-testid="ledger-row"
                  data-id={row?.id}
                  onDoubleClick={() => row && onOpen(row.id)}
                >
                  {row && (
                    <>
                      <span role="cell">
                        <input
                          type="checkbox"
                          aria-label={m.ledger.selectRow(name)}
                          checked={selected.has(row.id)}
                          onChange={() => undefined}
                          onClick={(event) => select(index, row, event.shiftKey)}
                        />
                      </span>
                      <span role="cell">{row.date}</span>
                      <span role="cell" className={styles.kind} title={type}>{type}</span>
                      <span role="cell" className={styles.number} title={name}>
                        {row.code ? `${row.code} ` : ''}
                        {groupDigits(name)}
                      </span>
                      <span role="cell" title={row.seller ?? ''}>{row.seller}</span>
                      <span role="cell" className={styles.buyer} title={row.buyer ?? ''}>{row.buyer}</span>
                      {[row.net, row.tax, row.gross].map((amount, at) => (
                        <span
                          key={at}
                          role="cell"
                          className={`${styles.end} ${at === 0 ? styles.net : ''} ${at === 2 ? styles.heavy : ''} ${amount?.startsWith('-') ? styles.negative : ''}`}
                        >
                          {amount && showDecimal(amount)}
                        </span>
                      ))}
                      <span role="cell" className={`${styles.when} ${styles.quiet}`}>{dateAndTime(row.reviewed_at)}</span>
                      <span role="cell" className={styles.last}>
                        <RowState row={row} />
                        <span className={styles.actions}>
                          <Button look="link" onClick={() => onOpen(row.id)}>{m.ledger.open}</Button>
                          <Button look="link" onClick={() => reopen(row)}>{m.ledger.reopen}</Button>
                        </span>
                      </span>
                    </>
                  )}
                </div>
              );
            })}
          </div>
          {total === 0 && (
            <div role="row" className={styles.middle}>
              <div role="cell" className={styles.middle}>
                {!summary && !problem && <Loading what={m.ledger.loading} />}
                {!summary && problem && <Unreachable title={m.ledger.loadFailed} problem={problem} onRetry={reload} />}
                {summary && (
                  <Nothing title={filtered ? m.ledger.nothing : m.ledger.empty}>
                    <p>{filtered ? m.ledger.nothingText : m.ledger.emptyText}</p>
                  </Nothing>
                )}
              </div>
            </div>
          )}
        </div>
      </div>
      <footer className={`${styles.line} ${styles.foot}`} data-testid="ledger-totals">
        <div className={styles.told}>
          {summary && <span>{m.ledger.count(total)}</span>}
          {selected.size > 0 && (
            <>
              <span className={styles.chosen}>{m.ledger.selected(selected.size)}</span>
              <Button look="link" onClick={() => setSelected(new Set())}>
                {m.common.cancel}
              </Button>
              <Button look="link" command="ledger.reimburse" onClick={() => reimburse([...selected], !allReimbursed)} data-testid="reimburse">
                {allReimbursed ? m.ledger.takeBackReimbursed : m.ledger.markReimbursed}
              </Button>
            </>
          )}
          {summary && <span>{m.ledger.sums}</span>}
        </div>
        {summary &&
          (['net', 'tax', 'gross'] as const).map((column) => {
            const sum = summary[`${column}_sum`];
            return (
              <span
                key={column}
                className={`${styles.end} ${column === 'net' ? styles.net : ''} ${styles.heavy} ${sum.startsWith('-') ? styles.negative : styles.sum}`}
                title={`${m.ledger.columns[column]} ${showDecimal(sum)}`}
              >
                <span className="visually-hidden">{m.ledger.columns[column]}</span> {showDecimal(sum)}
              </span>
            );
          })}
      </footer>
    </main>
  );
}
