import { expect, test } from 'vitest';

import type { DocumentView, ReadingView } from '../../../platform';
import { differences } from './differences';
import { NO_DRAFTS, type Draft } from './fields';

const field = (path: string, value: string) => ({ path, value, trust: 'doubtful' }) as DocumentView['fields'][number];
const view = { fields: [field('number', '2411'), field('total_tax', '6.00'), field('items[0].tax', '6')], findings: [] } as unknown as DocumentView;
const reading = (provider: string, values: Record<string, string>): ReadingView => ({
  provider,
  at: 0,
  charged: false,
  fields: Object.entries(values).map(([path, value]) => ({ path, value })),
});

test('only what differs is shown, in the order of the form, the youngest reading first', () => {
  const found = differences(view, NO_DRAFTS, [
    reading('offline', { total_tax: '6.00', number: '2412' }),
    reading('juhe', { 'items[0].tax': '6.00', number: '2413', code: '044' }),
  ]);
  expect(found).toEqual([
    { path: 'code', now: null, value: '044', provider: 'juhe' },
    { path: 'number', now: '2411', value: '2413', provider: 'juhe' },
    { path: 'number', now: '2411', value: '2412', provider: 'offline' },
  ]);
});

test('what was just typed is compared, not what was read', () => {
  const drafts = new Map([['number', { value: '2413' } as Draft]]);
  expect(differences(view, drafts, [reading('juhe', { number: '2413' })])).toEqual([]);
});
