import { expect, test } from 'vitest';

import { difference, fromUnits, isNegative, sameDecimal, showAmountsIn, showDecimal, sum, toUnits } from './decimal';

test('sums are exact where floating point is not', () => {
  expect(sum(['0.10', '0.20'])).toBe('0.30');
  expect(sum(['9007199254740993.01', '0.01'])).toBe('9007199254740993.02');
  expect(sum(['-113.27', '13.27', null, '***', undefined])).toBe('-100.00');
  expect(sum([null, '', '免税'])).toBeNull();
  expect(sum(['1', '2'])).toBe('3.00');
  expect(sum(['-0.05', '0.02'])).toBe('-0.03');
});

test('prices and caps are whole numbers of small units', () => {
  expect(toUnits('0.2', 4)).toBe(2_000);
  expect(toUnits('￥0.0755', 4)).toBe(755);
  expect(toUnits('0.07550', 4)).toBe(755);
  expect(toUnits('5', 2)).toBe(500);
  for (const none of ['0.00005', '-1', 'abc', '', '429497']) expect(toUnits(none, 4)).toBeNull();
  expect(fromUnits(2_000, 4)).toBe('0.20');
  expect(fromUnits(755, 4)).toBe('0.0755');
  expect(fromUnits(0, 4)).toBe('0.00');
  expect(fromUnits(1_234_500_000, 4)).toBe('123450.00');
});

test('differences keep their sign, and say nothing of what is no number', () => {
  expect(difference('147.36', '147.26')).toBe('0.10');
  expect(difference('1', '1.005')).toBe('-0.005');
  expect(difference('1', null)).toBeNull();
});

test('equal worth in unequal spelling', () => {
  expect(sameDecimal('1280', '1280.00')).toBe(true);
  expect(sameDecimal('￥1，280.00', '1280')).toBe(true);
  expect(sameDecimal('(12.00)', '-12')).toBe(true);
  expect(sameDecimal('12', 'abc')).toBe(false);
});

test('the screen groups thousands and keeps every digit', () => {
  expect(showDecimal('1234567.8900')).toBe('1,234,567.8900');
  expect(showDecimal('-1280.00')).toBe('\u22121,280.00');
  expect(showDecimal('999')).toBe('999');
  expect(showDecimal('4197.1698113')).toBe('4,197.1698113');
  expect(showDecimal('免税')).toBe('免税');
  expect(isNegative('-0.01')).toBe(true);
  expect(isNegative('-0.00')).toBe(false);
});

test('in a sentence amounts are grouped, and nothing else', () => {
  expect(showAmountsIn('合计金额 142696.25 + 合计税额 1.07 = 142697.32 ≠ 价税合计 149961.81')).toBe('合计金额 142,696.25 + 合计税额 1.07 = 142,697.32 ≠ 价税合计 149,961.81');
  expect(showAmountsIn('difference -7264.49.')).toBe('difference \u22127,264.49.');
  // Numbers of papers, dates, versions and what is grouped already stay.
  for (const same of ['税号 91310022QQ8811152W', '24465950316971591567 · 2024-03-24', '10.11.2024', '1,280.10', 'A1234.50']) expect(showAmountsIn(same)).toBe(same);
});
