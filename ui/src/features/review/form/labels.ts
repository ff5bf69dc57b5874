import { useMessages, type Messages } from '../../../shared/i18n';
import { parseItemPath } from '../model/fields';

/** The name of a field within its group: 名称, not 销售方名称. */
export function shortLabel(m: Messages, path: string): string {
  const item = parseItemPath(path);
  if (item) return m.itemFields[item.field];
  const party = /^(?:buyer|seller)\.(.+)$/.exec(path)?.[1];
  if (party) return (m.partyFields as Record<string, string>)[party] ?? path;
  return (m.fields as Record<string, string>)[path] ?? path;
}

/** The name of a field by itself, for screen readers and lists. */
export function fullLabel(m: Messages, path: string): string {
  const item = parseItemPath(path);
  const name = shortLabel(m, path);
  if (item) return m.form.lineField(item.index + 1, name);
  if (path.startsWith('buyer.')) return m.form.partyField(m.form.groups.buyer, name);
  if (path.startsWith('seller.')) return m.form.partyField(m.form.groups.seller, name);
  if (path === 'amount_with_tax' || path === 'amount_in_words') return m.form.totalFields[path];
  return name;
}

/** Why a document was put aside, in the language of now; a reason kept as words by an older version stays as it is. */
export function postponedReason(m: Messages, kept: string | null): string {
  return (m.form.reasons as Record<string, string>)[kept ?? ''] ?? kept ?? '';
}

export function useFieldLabel(): (path: string) => string {
  const m = useMessages();
  return (path) => fullLabel(m, path);
}
