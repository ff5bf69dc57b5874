import { expect, test } from 'vitest';

import type { Preferences, ProviderView } from '../../platform';
import { PROVIDERS } from '../../platform/fake/providers';
import { costAhead, costOf } from './cost';

const preferences = (provider: string, second: Preferences['second']): Preferences => ({ language: 'zh', theme: 'light', zoom: 100, provider, keys: {}, second });
const NOBODY = { provider: '', calls_per_day: null, fen_per_day: null };
const priced: ProviderView[] = PROVIDERS.map((provider) => ({ ...provider, price: provider.id === 'juhe' ? 2_000 : provider.id === 'volcengine' ? 3_500 : null }));
const waiting = (counts: Record<string, number>) => new Map(Object.entries(counts));

test('what waits for a provider costs its price each, and what stays here nothing', () => {
  expect(costAhead(waiting({ juhe: 3, offline: 5 }), priced, preferences('juhe', NOBODY), [])).toEqual({ calls: 3, cost: 6_000 });
});

test('under the rule anything may go to the dearest one', () => {
  expect(costAhead(waiting({ offline: 2 }), priced, preferences('auto', NOBODY), [])).toEqual({ calls: 2, cost: 7_000 });
});

test('without a price the number of calls is still known', () => {
  expect(costAhead(waiting({ juhe: 2, jdcloud: 1 }), priced, preferences('juhe', NOBODY), [])).toEqual({ calls: 3, cost: null });
  expect(costOf([{ provider: 'jdcloud', charged: 4, second: 0 }], priced)).toEqual({ calls: 4, cost: null });
});

test('second readings add what their caps leave room for', () => {
  const spent = [{ provider: 'juhe', charged: 5, second: 2 }];
  const ahead = (calls_per_day: number | null, fen_per_day: number | null) =>
    costAhead(waiting({ offline: 10 }), priced, preferences('offline', { provider: 'juhe', calls_per_day, fen_per_day }), spent).calls;
  expect(ahead(5, null)).toBe(3);
  expect(ahead(null, 100), '1.00 yuan less two calls of 0.20').toBe(3);
  expect(ahead(4, 100)).toBe(2);
  expect(ahead(100, null), 'no more than there are documents').toBe(10);
  expect(ahead(null, null)).toBe(0);
  expect(ahead(1, null), 'used up').toBe(0);
});
