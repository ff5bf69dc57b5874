import type { FieldView } from '../../../platform';
import { lineOf } from '../model/fields';
import { around, boxOf, type Box } from './geometry';

/** The line items that stand on a page: around each, the box of all of its values whose places are known. */
export function rowBoxes(fields: readonly FieldView[], page: number): ReadonlyMap<number, Box> {
  const boxes = new Map<number, Box>();
  for (const field of fields) {
    const row = lineOf(field.path);
    const box = row !== null && field.page === page ? boxOf(field.region) : null;
    if (row === null || !box) continue;
    const known = boxes.get(row);
    boxes.set(row, known ? around(known, box) : box);
  }
  return boxes;
}

/** The page of a line: that of the first of its values whose place is known. */
export function pageOfRow(fields: readonly FieldView[], row: number): number | undefined {
  return fields.find((field) => lineOf(field.path) === row && field.page !== null && field.region !== null)?.page ?? undefined;
}
