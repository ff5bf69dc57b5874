import { expect, test } from 'vitest';

import { daysBefore, marks, unchangedShare } from './figures';

test('a single correction is never rounded away', () => {
  expect(unchangedShare({ invoices: 1, values: 1_000_000, corrected: 1 })).toBe('99.99%');
  expect(unchangedShare({ invoices: 1, values: 200, corrected: 0 })).toBe('100%');
  expect(unchangedShare({ invoices: 1, values: 200, corrected: 3 })).toBe('98.50%');
  expect(unchangedShare({ invoices: 0, values: 0, corrected: 0 })).toBeNull();
});

test("days are those of China's calendar", () => {
  // 23:30 UTC is the next morning there.
  const now = Date.UTC(2026, 4, 28, 23, 30);
  expect(daysBefore(now, 0)).toBe('2026-05-29');
  expect(daysBefore(now, 29)).toBe('2026-04-30');
});

test('axes have few round marks that hold everything', () => {
  for (const largest of [0.003, 0.7, 1, 4, 9.4, 61, 435, 99_999]) {
    const found = marks(largest);
    expect(found[0]).toBe(0);
    expect(found.at(-1)).toBeGreaterThanOrEqual(largest);
    expect(found.length).toBeLessThanOrEqual(6);
  }
  expect(marks(9.4)).toEqual([0, 2.5, 5, 7.5, 10]);
  expect(marks(0)).toEqual([0, 1]);
});
