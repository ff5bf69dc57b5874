import { expect, test } from 'vitest';

import { moved } from './order';

test('pages move together and stop at the end', () => {
  expect(moved([1, 2, 3, 4], [2], 1)).toEqual([1, 3, 2, 4]);
  expect(moved([1, 2, 3, 4], [2, 3], 1)).toEqual([1, 4, 2, 3]);
  expect(moved([1, 2, 3, 4], [3, 4], -1)).toEqual([1, 3, 4, 2]);
  expect(moved([1, 2, 3, 4], [1, 3], -1)).toEqual([1, 3, 2, 4]);
  expect(moved([1, 2, 3], [3], 1)).toBeNull();
  expect(moved([1, 2, 3], [1, 2, 3], -1)).toBeNull();
});
