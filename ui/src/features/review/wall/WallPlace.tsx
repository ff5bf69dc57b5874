import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';

import type { Problem, WallCell } from '../../../platform';
import { Button, Kbd, Loading, Mark, Nothing, Unreachable, toast } from '../../../shared/components';
import { showDecimal } from '../../../shared/decimal';
import { groupDigits } from '../../../shared/format';
import { useMessages, useSay } from '../../../shared/i18n';
import { useCommand } from '../../../shared/keys';
import { asProblem } from '../../../shared/problem';
import { useFieldLabel } from '../form/labels';
import { useDesk } from '../model/context';
import { grown } from './part';
import styles from './WallPlace.module.css';

/** The fields that are worth looking at side by side. */
const FIELDS = ['amount_with_tax', 'total_amount', 'total_tax', 'number', 'issue_date', 'seller.tax_id', 'seller.name', 'buyer.tax_id', 'buyer.name'] as const;

const CELL_WIDTH = 252;
const CELL_HEIGHT = 96;

function shown(path: string, value: string): string {
  if (/amount|tax$/.test(path) && path !== 'amount_in_words') return showDecimal(value);
  return groupDigits(value);
}

/** One field of up to 200 documents, each as its place on the page over its value. */
export function WallPlace() {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  const label = useFieldLabel();
  const [path, setPath] = useState<string>(FIELDS[0]);
  const [cells, setCells] = useState<{ path: string; cells: readonly WallCell[] } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const [at, setAt] = useState(0);
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set());
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(4);

  useEffect(() => {
    let wanted = true;
    desk.backend
      .wall(path)
      .then((found) => {
        if (!wanted) return;
        setCells({ path, cells: found });
        setMarked(new Set());
        setAt(0);
        setProblem(null);
        box.current?.focus();
      })
      .catch((error: unknown) => wanted && setProblem(asProblem(error)));
    return () => {
      wanted = false;
    };
  }, [desk, path, turn]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setColumns(Math.max(1, Math.floor((element.clientWidth - 20) / CELL_WIDTH))));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const list = useMemo(() => (cells?.path === path ? cells.cells : []), [cells, path]);
  const loaded = cells?.path === path;
  const virtual = useVirtualizer({ count: Math.ceil(list.length / columns), getScrollElement: () => box.current, estimateSize: () => CELL_HEIGHT, overscan: 2 });

  const go = (to: number) => {
    if (to < 0 || to >= list.length) return;
    setAt(to);
    virtual.scrollToIndex(Math.floor(to / columns), { align: 'auto' });
  };
  const mark = (index: number) => {
    const cell = list[index];
    if (!cell) return;
    const next = new Set(marked);
    if (!next.delete(cell.id)) next.add(cell.id);
    setMarked(next);
  };
  const rest = list.filter((cell) => !marked.has(cell.id));

  const takeBack = (documents: readonly number[]) => {
    desk.backend
      .takeBackOnWall(path, [...documents])
      .then((taken) => {
        for (const id of taken) desk.documents.forget(id);
        toast({ text: m.wall.takenBack(taken.length) });
        setTurn((now) => now + 1);
      })
      .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };
  const confirm = () => {
    if (busy || list.length === 0) return;
    setBusy(true);
    const left = list.filter((cell) => marked.has(cell.id)).map((cell) => cell.id);
    desk.backend
      .confirmOnWall(
        path,
        rest.map(({ id, value }) => ({ id, value })),
      )
      .then((confirmed) => {
        for (const id of confirmed) desk.documents.forget(id);
        const changed = rest.length - confirmed.length;
        const words = [m.wall.confirmed(confirmed.length), ...(changed > 0 ? [m.wall.changed(changed)] : [])];
        if (confirmed.length > 0 || changed > 0) toast({ text: words.join(m.common.separator), actions: [{ label: m.common.undo, run: () => takeBack(confirmed) }] });
        if (left.length > 0) desk.visitMarked(path, left);
        else setTurn((now) => now + 1);
      })
      .catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }))
      .finally(() => setBusy(false));
  };

  useCommand('wall.left', () => go(at - 1));
  useCommand('wall.right', () => go(at + 1));
  useCommand('wall.up', () => go(at - columns));
  useCommand('wall.down', () => go(Math.min(at + columns, list.length - 1)));
  /** As many as are in sight at once, less a row to hold on to. */
  const screen = () => Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / CELL_HEIGHT) - 1) * columns;
  useCommand('wall.pageUp', () => go(Math.max(at - screen(), 0)));
  useCommand('wall.pageDown', () => go(Math.min(at + screen(), list.length - 1)));
  useCommand('wall.first', () => go(0));
  useCommand('wall.last', () => go(list.length - 1));
  useCommand('wall.mark', () => mark(at));
  useCommand('wall.confirm', confirm);
  useCommand('wall.close', () => void desk.showWall(false));

  return (
    <main className={styles.place} aria-label={m.wall.title} data-testid="wall">
      <header className={styles.head}>
        <h2>{m.wall.title}</h2>
        <label className={styles.choice}>
          {m.wall.field}
          <select className="choice" value={path} onChange={(event) => setPath(event.target.value)} data-testid="wall-field">
            {FIELDS.map((field) => (
              <option key={field} value={field}>
                {label(field)}
              </option>
            ))}
          </select>
        </label>
        <span className={styles.count} data-testid="wall-count">
          {loaded && m.wall.count(list.length)}
          {marked.size > 0 && `${m.common.separator}${m.wall.marked(marked.size)}`}
        </span>
        <span className={styles.space} />
        <Button command="wall.close" onClick={() => void desk.showWall(false)}>
          {m.wall.close}
        </Button>
        <Button look="primary" command="wall.confirm" disabled={busy || list.length === 0} onClick={confirm} data-testid="wall-confirm">
          {rest.length === 0 ? m.wall.confirmNothing : marked.size === 0 ? m.wall.confirmAll(rest.length) : m.wall.confirm(rest.length)}
        </Button>
      </header>
      {list.length > 0 && (
        <p className={styles.hint}>
          {m.wall.hint} <Kbd command="wall.mark" /> <span>{m.wall.hintRest}</span> <Kbd command="wall.confirm" /> <span>{m.wall.hintAfter}</span>
        </p>
      )}
      {(!loaded || problem || list.length === 0) && (
        <div className={styles.middle}>
          {problem ? (
            <Unreachable title={m.wall.loadFailed} problem={problem} onRetry={() => setTurn(turn + 1)} />
          ) : loaded ? (
            <Nothing title={m.wall.none}>
              <p>{m.wall.noneText}</p>
            </Nothing>
          ) : (
            <Loading what={m.wall.loading} />
          )}
        </div>
      )}
      <div
        ref={box}
        className={styles.cells}
        role="listbox"
        aria-multiselectable="true"
        tabIndex={0}
        aria-label={label(path)}
        aria-activedescendant={list[at] ? `cell-${list[at].id}` : undefined}
        data-testid="wall-cells"
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map((row) => (
            <div key={row.index} className={styles.row} role="presentation" style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
              {list.slice(row.index * columns, (row.index + 1) * columns).map((cell, column) => {
                const index = row.index * columns + column;
                return (
                  <Cell
                    key={cell.id}
                    cell={cell}
                    path={path}
                    current={index === at}
                    marked={marked.has(cell.id)}
                    place={[index + 1, list.length]}
                    onClick={() => {
                      setAt(index);
                      mark(index);
                    }}
                  />
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </main>
  );
}

interface CellProps {
  cell: WallCell;
  path: string;
  current: boolean;
  marked: boolean;
  place: [number, number];
  onClick: () => void;
}

function Cell({ cell, path, current, marked, place, onClick }: CellProps) {
  const m = useMessages();
  const say = useSay();
  const { backend } = useDesk();
  const name = cell.seller ?? cell.file_name;
  const value = shown(path, cell.value);
  const open = cell.trust === 'doubtful' || cell.trust === 'wrong';
  const source = cell.page !== null && cell.bounds ? backend.partUrl(cell.id, cell.page, grown(cell.bounds), cell.quarter_turns) : null;
  const [arrived, setArrived] = useState<string | null>(null);
  const [lost, setLost] = useState<string | null>(null);
  const there = source !== null && arrived === source;
  const word = source === null ? m.wall.noPlace : lost === source ? m.wall.noPicture : m.common.loading;
  return (
    <div
      id={`cell-${cell.id}`}
      role="option"
      aria-selected={marked}
      aria-posinset={place[0]}
      aria-setsize={place[1]}
      data-testid="wall-cell"
      data-id={cell.id}
      data-trust={cell.trust}
      data-current={current || undefined}
      title={open ? say(cell.reason) : cell.file_name}
      className={`${styles.cell} ${current ? styles.current : ''} ${marked ? styles.marked : ''} ${open ? styles.open : ''}`}
      onClick={onClick}
    >
      <span className={styles.picture}>
        {/* Not before it is whole: it is drawn while it comes, and would stand on the word. */}
        {source !== null && (
          <img className={there ? '' : styles.coming} src={source} alt="" draggable={false} loading="lazy" onLoad={() => setArrived(source)} onError={() => setLost(source)} />
        )}
        {!there && <em>{word}</em>}
      </span>
      <span className={styles.value}>{value}</span>
      <span className={styles.name}>
        {marked ? '✗ ' : ''}
        {open && <Mark kind={cell.trust === 'wrong' ? 'wrong' : 'doubtful'} label={m.form.trust[cell.trust]} />}
        {name}
      </span>
    </div>
  );
}
