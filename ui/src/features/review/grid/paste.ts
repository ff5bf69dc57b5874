import type { FieldEdit } from '../../../platform';
import { itemPath, type ItemField } from '../model/fields';
import { parseTable } from './table';

/** The columns of a full line, as they are copied to a spreadsheet. */
export const COPIED: readonly ItemField[] = ['name', 'specification', 'unit', 'quantity', 'unit_price', 'amount', 'tax_rate', 'tax'];

/** Most lines that are taken at once. */
export const MOST_LINES = 2_000;

/**
 * What a pasted table changes, from a cell on. Its columns go to the columns in sight, as the eye expects; a table
 * that is wider than these is a full line and goes to all columns. A first row of headings is passed over.
 * `null` where it is too long.
 */
export function pastedEdits(
  text: string,
  row: number,
  column: ItemField,
  seen: readonly ItemField[],
  headings: ReadonlySet<string>,
): { edits: FieldEdit[]; rows: number } | null {
  let rows = parseTable(text);
  if (rows[0] && rows[0].length > 1 && rows[0].filter((cell) => headings.has(cell)).length * 2 > rows[0].length) rows = rows.slice(1);
  if (rows.length > MOST_LINES) return null;
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const fromSeen = seen.slice(Math.max(0, seen.indexOf(column)));
  const fromAll = COPIED.slice(Math.max(0, COPIED.indexOf(column)));
  const columns = seen.includes(column) && width <= fromSeen.length ? fromSeen : fromAll;
  const edits = rows.flatMap((cells, down) =>
    cells.slice(0, columns.length).flatMap((cell, across) => {
      const field = columns[across];
      return field ? [{ path: itemPath(row + down, field), value: cell === '' ? null : cell }] : [];
    }),
  );
  return { edits, rows: rows.length };
}
