import { expect, test } from 'vitest';

import { rowHeight } from './height';

test('a reason that would be cut off beside the date gets a second line', () => {
  const least = rowHeight('校验位不符', '05-28', 248);
  expect(rowHeight('The check digit fails', '05-28', 248)).toBe(least);
  expect(rowHeight('2 wrong · tax differs from amount × rate', '05-28', 248)).toBeGreaterThan(least);
  expect(rowHeight('2 wrong · tax differs from amount × rate', '05-28', 420)).toBe(least);
  expect(rowHeight('文件不完整，在第 1 页中断。请向开票方索取完整文件。', '', 248)).toBeGreaterThan(least);
});

test('what takes three lines is seen whole', () => {
  const failure = '聚合的密钥无效（10001）。在设置里更新后点“重试”，已识别的不受影响。';
  expect(rowHeight(failure, '', 248)).toBe(rowHeight(failure, '', 420) + 16);
});
