import type { AccuracyView } from '../../platform';

/** `98.13%` of the values were left as they were read; `null` where there were none. Never rounded up to 100. */
export function unchangedShare({ values, corrected }: AccuracyView): string | null {
  if (values === 0) return null;
  const share = (1 - corrected / values) * 100;
  const text = share.toFixed(2);
  return corrected > 0 && text === '100.00' ? '99.99%' : corrected === 0 ? '100%' : `${text}%`;
}

/** The day so many days before another, ISO; days are counted in China's time. */
export function daysBefore(now: number, days: number): string {
  const china = 8 * 3_600_000;
  return new Date(now + china - days * 86_400_000).toISOString().slice(0, 10);
}

/** Round marks for an axis from 0 that holds all values: at most five, the last one at or above the largest. */
export function marks(largest: number): number[] {
  if (!(largest > 0)) return [0, 1];
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough) ?? rough;
  const count = Math.ceil(largest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}
