/**
 * A day as people type it, as an ISO date: `2026-4-1`, `20260401`, `2026/04/01`, `2026年4月1日`; a month or a year
 * stands for its first day, or for its last where the period ends. `null` where it is none.
 */
export function parseDay(text: string, edge: 'first' | 'last'): string | null {
  const plain = text.normalize('NFKC').trim();
  const match = /^(\d{4})(?:(\d{2})(\d{2})?|\D+(\d{1,2})(?:\D+(\d{1,2}))?)?\D*$/.exec(plain);
  if (!match) return null;
  const year = Number(match[1]);
  const month = Number(match[2] ?? match[4] ?? (edge === 'first' ? 1 : 12));
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Number(match[3] ?? match[5] ?? (edge === 'first' ? 1 : lastDay));
  if (month < 1 || month > 12 || day < 1 || day > lastDay) return null;
  return `${match[1] ?? ''}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
