/** What is shown but never stored or copied: groups of digits, sizes, times. */

const THIN_SPACE = '\u2009';

/** Long numbers (20 digits) in groups of four, for the eye. Tax ids and shorter numbers stay whole. */
export function groupDigits(text: string): string {
  if (text.length < 19 || !/^\d+$/.test(text)) return text;
  return text.replace(/(.{4})(?=.)/g, `$1${THIN_SPACE}`);
}

/** Removes the groups again, for text that was copied from the screen. */
export function ungroup(text: string): string {
  return text.replaceAll(THIN_SPACE, '');
}

/** `04-18` of an ISO date, with the year where it is another one than `thisYear`. */
export function shortDate(iso: string, thisYear: number): string {
  const match = /^(\d{4})-(\d{2}-\d{2})$/.exec(iso);
  if (!match) return iso;
  return match[1] === String(thisYear) ? (match[2] ?? iso) : iso;
}

/** Local date and time of day: `2026-05-28 14:03`. */
export function dateAndTime(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Indexes of the characters in which two texts of the same length differ; none where the lengths differ. */
export function differingCharacters(text: string, other: string): number[] {
  const characters = Array.from(text);
  const others = Array.from(other);
  if (characters.length !== others.length || characters.length > 60) return [];
  const places = characters.flatMap((character, index) => (character === others[index] ? [] : [index]));
  // Where most of it differs it is another value, not a misread character.
  return places.length * 2 > characters.length ? [] : places;
}
