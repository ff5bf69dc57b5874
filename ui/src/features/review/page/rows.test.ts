import { expect, test } from 'vitest';

import type { FieldView } from '../../../platform';
import { pageOfRow, rowBoxes } from './rows';

function field(path: string, page: number | null, region: number[] | null): FieldView {
  return { path, value: '1', text: '1', page, region, confidence: null, doubts: [], source: 'ocr', trust: 'certain', reason: { zh: '', en: '' }, alternatives: [] };
}

const at = (left: number, top: number, right: number, bottom: number) => [left, top, right, top, right, bottom, left, bottom];

test('the box of a row holds all of its values that have a place on this page', () => {
  const fields = [
    field('total_amount', 1, at(0, 0, 1, 1)),
    field('items[0].name', 1, at(0.1, 0.2, 0.3, 0.24)),
    field('items[0].amount', 1, at(0.6, 0.19, 0.7, 0.22)),
    field('items[0].unit', null, null),
    field('items[1].name', 2, at(0.1, 0.2, 0.3, 0.24)),
  ];
  expect([...rowBoxes(fields, 1)]).toEqual([[0, { left: 0.1, top: 0.19, right: 0.7, bottom: 0.24 }]]);
  expect([...rowBoxes(fields, 2).keys()]).toEqual([1]);
});

test('a row stands where the first of its values with a place stands', () => {
  const fields = [field('items[10].name', 3, null), field('items[10].tax', 2, at(0, 0, 1, 1)), field('items[1].name', 1, at(0, 0, 1, 1))];
  expect(pageOfRow(fields, 10)).toBe(2);
  expect(pageOfRow(fields, 4)).toBeUndefined();
});
