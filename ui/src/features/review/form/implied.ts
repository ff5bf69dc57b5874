import { difference, parseDecimal, sameDecimal, sum } from '../../../shared/decimal';
import { itemPath, lineCount, parseItemPath, shownField, type Drafts } from '../model/fields';
import type { AlternativeView, DocumentView } from '../../../platform';

/**
 * What the sums of the invoice imply for a total: offered with one key, never applied by itself. Empty where nothing
 * follows, or where the field says so already.
 */
function implied(view: DocumentView, drafts: Drafts, path: string): string[] {
  const value = (of: string) => shownField(view, drafts, of).value;
  const lines = (field: string) => {
    const count = lineCount(view, drafts);
    const texts = Array.from({ length: count }, (_, index) => value(itemPath(index, field)));
    return texts.length > 0 && texts.every((text) => parseDecimal(text)) ? sum(texts) : null;
  };
  switch (path) {
    case 'amount_with_tax': {
      const parts = [value('total_amount'), value('total_tax')];
      return parts.every((part) => parseDecimal(part)) ? [sum(parts) ?? ''] : [];
    }
    case 'total_amount':
      return [difference(value('amount_with_tax'), value('total_tax')) ?? '', lines('amount') ?? ''];
    case 'total_tax':
      return [difference(value('amount_with_tax'), value('total_amount')) ?? '', lines('tax') ?? ''];
    default:
      return [];
  }
}

/** Everything that can be taken for a field with one key: what others read, then what the sums imply. */
export function choices(view: DocumentView, drafts: Drafts, path: string): AlternativeView[] {
  const field = shownField(view, drafts, path);
  const read = (field.view?.alternatives ?? []).filter((other) => other.value !== field.value);
  const open = field.trust === 'doubtful' || field.trust === 'wrong';
  if (!open || parseItemPath(path)) return read;
  const more = new Set(implied(view, drafts, path));
  const offered = [...more].filter(
    (value) => value !== '' && !sameDecimal(value, field.value) && !read.some((other) => sameDecimal(other.value, value)),
  );
  return [...read, ...offered.map((value) => ({ value, source: 'sum' }))];
}
