import type { DocumentView, ReadingView } from '../../../platform';
import { sameDecimal } from '../../../shared/decimal';
import { formOrder, parseItemPath, shownField, type Drafts } from './fields';

/** A value that a recognizer read and that is not the one of now. */
export interface Difference {
  path: string;
  now: string | null;
  value: string;
  provider: string;
}

/** Fields whose numbers may be written in several ways. */
const DECIMAL = /(?:amount|tax|total_amount|total_tax|amount_with_tax|quantity|unit_price)$/;

function isSame(path: string, a: string, b: string | null): boolean {
  if (a === b) return true;
  const field = parseItemPath(path)?.field ?? path;
  return b !== null && DECIMAL.test(field) && sameDecimal(a, b);
}

/**
 * What the readings say otherwise than the document does now, in the order of the form; of one field the youngest
 * first. Where the reviewer has chosen between the readings, nothing is left to say.
 */
export function differences(view: DocumentView, drafts: Drafts, readings: readonly ReadingView[]): Difference[] {
  const chosen = (path: string, now: string | null) =>
    readings.some((reading) => reading.fields.some((field) => field.path === path && isSame(path, field.value, now)));
  return [...readings]
    .reverse()
    .flatMap((reading) =>
      reading.fields.flatMap(({ path, value }) => {
        const shown = shownField(view, drafts, path);
        const settled = isSame(path, value, shown.value) || ((shown.trust === 'yours' || shown.view?.source === 'reviewer') && chosen(path, shown.value));
        return settled ? [] : [{ path, now: shown.value, value, provider: reading.provider }];
      }),
    )
    .sort((a, b) => formOrder(a.path) - formOrder(b.path));
}
