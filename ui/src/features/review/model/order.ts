import type { DocumentState, QueueRow } from '../../../platform';
import { visibleRows } from './queue-store';

type Rows = ReadonlyMap<number, QueueRow>;

/** What is to be reviewed and in one of these states, in the order of the queue. */
export function inState(rows: Rows, ...states: DocumentState[]): QueueRow[] {
  return visibleRows(rows, 'to_review', '').filter((row) => states.includes(row.state));
}

/**
 * What waits for review, in the order it comes: what was marked, then what stands after this one, then from the start,
 * then what was put aside.
 */
export function upcoming(rows: Rows, current: number | null, markedIds: readonly number[]): QueueRow[] {
  const at = current ?? -1;
  const ready = inState(rows, 'ready').filter((row) => row.id !== at);
  const marked = markedIds.flatMap((id) => ready.find((row) => row.id === id) ?? []);
  return [
    ...marked,
    ...ready.filter((row) => row.id > at && !marked.includes(row)),
    ...ready.filter((row) => row.id < at && !marked.includes(row)),
    ...inState(rows, 'postponed', 'in_doubt').filter((row) => row.id !== at),
  ];
}

/** The document after, or before, this one in a list; the first one where this is not in it. */
export function neighbour(list: readonly QueueRow[], current: number | null, step: 1 | -1): QueueRow | undefined {
  const at = list.findIndex((row) => row.id === current);
  return at < 0 ? list[0] : list[at + step];
}

/** The last reviewed document of the same seller before this one, or else the last of all. */
export function earlierOfSeller(rows: Rows, id: number, seller: string | null): QueueRow | undefined {
  if (seller === null) return undefined;
  const reviewed = [...rows.values()].filter((row) => row.id !== id && row.seller === seller && row.state === 'reviewed');
  return reviewed.findLast((row) => row.id < id) ?? reviewed.at(-1);
}
