import { expect, test } from 'vitest';

import { differingCharacters, groupDigits, shortDate, ungroup } from './format';

test('long numbers are grouped for the eye and come back whole', () => {
  const number = '24112000000048542163';
  expect(groupDigits(number)).toBe('2411\u20092000\u20090000\u20094854\u20092163');
  expect(ungroup(groupDigits(number))).toBe(number);
  expect(groupDigits('91110108690000000B')).toBe('91110108690000000B');
  expect(groupDigits('033002300112')).toBe('033002300112');
});

test('the year is left out where it is this one', () => {
  expect(shortDate('2026-05-28', 2026)).toBe('05-28');
  expect(shortDate('2025-05-28', 2026)).toBe('2025-05-28');
  expect(shortDate('二〇二六年', 2026)).toBe('二〇二六年');
});

test('only misread characters are marked, not another value', () => {
  expect(differingCharacters('9111O108', '91110108')).toEqual([4]);
  expect(differingCharacters('1280.00', '128.00')).toEqual([]);
  expect(differingCharacters('甲乙丙丁', '子丑寅卯')).toEqual([]);
});
