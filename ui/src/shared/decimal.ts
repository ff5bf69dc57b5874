/**
 * Decimals as text. Money never becomes a floating-point number here: sums go through bigint, and what is shown is
 * the text regrouped.
 */

interface Decimal {
  units: bigint;
  /** Digits after the point. */
  scale: number;
}

const PLAIN = /^([-+]?)(\d+)(?:\.(\d*))?$/;

/** Folds what people type (`￥1，234.50`, `(12.00)`, full-width digits) to plain text; no judgement of its worth. */
function fold(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,¥\u2009\u202f]/g, '')
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/元$/, '');
  const bracketed = /^\((.+)\)$/.exec(plain);
  return bracketed ? `-${bracketed[1] ?? ''}` : plain;
}

/** Reads a decimal; `null` where the text is none. */
export function parseDecimal(text: string | null | undefined): Decimal | null {
  if (!text) return null;
  const match = PLAIN.exec(fold(text));
  if (!match) return null;
  const fraction = match[3] ?? '';
  const units = BigInt((match[2] ?? '') + fraction);
  return { units: match[1] === '-' ? -units : units, scale: fraction.length };
}

function scaled(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

function print({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}

/** The sum of the texts that are decimals, with at least two digits after the point; `null` where none is. */
export function sum(texts: Iterable<string | null | undefined>): string | null {
  let total: Decimal | null = null;
  for (const text of texts) {
    const value = parseDecimal(text);
    if (!value) continue;
    const scale: number = Math.max(total?.scale ?? 2, value.scale);
    total = { units: (total ? scaled(total, scale) : 0n) + scaled(value, scale), scale };
  }
  return total && print(total);
}

/**
 * A decimal as a whole number of units, so many of them to one with `places` digits after its point; `null` where it is
 * below zero, has parts of a unit, or is none.
 */
export function toUnits(text: string, places: number): number | null {
  const value = parseDecimal(text);
  if (!value || value.units < 0n) return null;
  const whole = value.scale <= places ? scaled(value, places) : value.units / 10n ** BigInt(value.scale - places);
  const exact = value.scale <= places || whole * 10n ** BigInt(value.scale - places) === value.units;
  return exact && whole <= 0xffffffffn ? Number(whole) : null;
}

/** The opposite of `toUnits`, with at least two digits after the point. */
export function fromUnits(units: number, places: number): string {
  return print({ units: BigInt(units), scale: places }).replace(/(\.\d\d\d*?)0+$/, '$1');
}

/** `a - b`; `null` where one is no decimal. */
export function difference(a: string | null | undefined, b: string | null | undefined): string | null {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (!left || !right) return null;
  const scale = Math.max(left.scale, right.scale, 2);
  return print({ units: scaled(left, scale) - scaled(right, scale), scale });
}

/** Whether both are decimals of the same worth. */
export function sameDecimal(a: string | null | undefined, b: string | null | undefined): boolean {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (!left || !right) return false;
  const scale = Math.max(left.scale, right.scale);
  return scaled(left, scale) === scaled(right, scale);
}

/** The amounts of a sentence as the window shows them: thousands separated. Numbers without a point are no amounts. */
export function showAmountsIn(sentence: string): string {
  return sentence.replace(/(?<![\d.,A-Za-z])-?\d+\.\d{2,}(?!\d|\.\d)/g, showDecimal);
}

/** Whether the text is a decimal below zero. */
export function isNegative(text: string | null | undefined): boolean {
  const value = parseDecimal(text);
  return value !== null && value.units < 0n;
}

/**
 * For the screen only: thousands separated, a real minus sign, every digit kept. Text that is no decimal is given
 * back as it is.
 */
export function showDecimal(text: string): string {
  const match = PLAIN.exec(text.trim());
  if (!match) return text;
  const whole = (match[2] ?? '').replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = match[3] === undefined ? '' : `.${match[3]}`;
  return `${match[1] === '-' ? '\u2212' : ''}${whole}${fraction}`;
}
