import { difference, parseDecimal, sameDecimal, sum } from '../../../shared/decimal';
import { itemPath, lineCount, parseItemPath, shownField, type Drafts } from '../model/fields';
import type { AlternativeView, DocumentView } from '../../../platform';

/**
 * What the sums of the invoice imply for a total or an amount of a line: offered with one key, never applied by itself. Empty where nothing
 * follows, or where the field says so already.
 */
function implied(view: DocumentView, drafts: Drafts, path: string): string[] {
  const value = (of: string) => shownField(view, drafts, of).value;
  const lines = (field: string) => {
    const count = lineCount(view, drafts);
    const texts = Array.from({ length: count }, (_, index) => value(itemPath(index, field)));
    return texts.length > 0 && texts.every((text) => parseDecimal(text)) ? sum(texts) : null;
  };
  // A line: what is left of the total when all other lines are taken off.
  const item = parseItemPath(path);
  if (item) {
    const total = { amount: 'total_amount', tax: 'total_tax' }[item.field as string];
    if (total === undefined) return [];
    const others = Array.from({ length: lineCount(view, drafts) }, (_, index) => index).filter((index) => index !== item.index);
    const texts = others.map((index) => value(itemPath(index, item.field)));
    if (!texts.every((text) => parseDecimal(text))) return [];
    return [difference(value(total), texts.length > 0 ? sum(texts) : '0') ?? ''];
  }
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
  // What a check asks for goes first: a number that holds its check digit, the own company's name.
  const expected = field.findings
    .filter((finding) => finding.fields[0] === path && finding.expected !== null && finding.expected !== field.value)
    .map((finding) => ({ value: finding.expected ?? '', source: 'expected' }));
  const others = (field.view?.alternatives ?? []).filter((other) => other.value !== field.value);
  const read = [...expected, ...others.filter((other) => !expected.some(({ value }) => value === other.value))];
  const open = field.trust === 'doubtful' || field.trust === 'wrong';
  if (!open) return read;
  const more = new Set(implied(view, drafts, path));
  const offered = [...more].filter(
    (value) => value !== '' && !sameDecimal(value, field.value) && !read.some((other) => sameDecimal(other.value, value)),
  );
  return [...read, ...offered.map((value) => ({ value, source: 'sum' }))];
}
