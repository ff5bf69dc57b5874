import { expect, test } from 'vitest';

import type { DocumentView } from '../../../platform';
import { FakeBackend } from '../../../platform/fake';
import { NO_DRAFTS } from '../model/fields';
import { choices } from './implied';

/** The document whose tax total is wrong: 1132.74 + 147.36 is not 1280.00. */
const open = () => new FakeBackend().openDocument(1);

function change(view: DocumentView, path: string, to: { value?: string | null; alternatives?: [] }): DocumentView {
  return { ...view, fields: view.fields.map((field) => (field.path === path ? { ...field, ...to } : field)) };
}

test('what others read comes first, and what the sums imply is not offered twice', async () => {
  expect(choices(await open(), NO_DRAFTS, 'total_tax')).toEqual([{ value: '147.26', source: 'ocr' }]);
});

test('a total that the others imply is offered', async () => {
  const view = change(await open(), 'total_tax', { alternatives: [] });
  // From 1280.00 - 1132.74; the lines say 147.36, which the field has already.
  expect(choices(view, NO_DRAFTS, 'total_tax')).toEqual([{ value: '147.26', source: 'sum' }]);
});

test('nothing is implied by what is missing', async () => {
  let view = change(await open(), 'total_tax', { alternatives: [] });
  view = change(view, 'amount_with_tax', { value: null });
  expect(choices(view, NO_DRAFTS, 'total_tax')).toEqual([]);
});

test('a certain field is offered nothing by the sums', async () => {
  const view = change(await open(), 'total_tax', { value: '1.00' });
  expect(choices(view, NO_DRAFTS, 'amount_with_tax')).toEqual([]);
});

test('a line is offered what is left of the total', async () => {
  let view = change(await open(), 'total_tax', { value: '147.26', alternatives: [] });
  view = change(view, 'items[1].tax', { alternatives: [] });
  const [first] = view.fields.filter((field) => field.path === 'items[0].tax');
  expect(first?.value).toBe('73.63');
  expect(choices(view, NO_DRAFTS, 'items[1].tax')).toEqual([{ value: '73.63', source: 'sum' }]);
});
