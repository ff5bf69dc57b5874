import { expect, test } from 'vitest';

import { parseDay } from './day';

test('days in the usual spellings', () => {
  for (const text of ['2026-4-1', '20260401', '2026/04/01', '2026年4月1日', '２０２６.４.１']) {
    expect(parseDay(text, 'first'), text).toBe('2026-04-01');
  }
});

test('a month or a year stands for its edge', () => {
  expect(parseDay('2026-02', 'first')).toBe('2026-02-01');
  expect(parseDay('202402', 'last')).toBe('2024-02-29');
  expect(parseDay('2026', 'last')).toBe('2026-12-31');
});

test('what is no day is none', () => {
  for (const text of ['', '4-1', '2026-13-01', '2026-02-30', 'abc']) expect(parseDay(text, 'first'), text).toBeNull();
});
