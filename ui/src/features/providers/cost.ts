import { AUTO, type Preferences, type ProviderView, type SpendingView } from '../../platform';
import { OF_A_FEN } from '../../shared/price';

/** Calls and what they cost; `null` where the price of one of them is not known. */
export interface Cost {
  calls: number;
  cost: number | null;
}

const NOTHING: Cost = { calls: 0, cost: 0 };

function plus(one: Cost, calls: number, price: number | null): Cost {
  if (calls === 0) return one;
  return { calls: one.calls + calls, cost: one.cost === null || price === null ? null : one.cost + calls * price };
}

/** What today's calls cost, by the user's prices. */
export function costOf(spending: readonly SpendingView[], providers: readonly ProviderView[], which: 'charged' | 'second' = 'charged'): Cost {
  return spending.reduce((sum, spent) => plus(sum, spent[which], providers.find(({ id }) => id === spent.provider)?.price ?? null), NOTHING);
}

/** How many more second readings today's caps leave room for. */
function roomForSecond({ second }: Preferences, price: number | null, used: Cost): number {
  const { calls_per_day, fen_per_day } = second;
  if (calls_per_day === null && fen_per_day === null) return 0;
  const byCalls = calls_per_day === null ? Infinity : Math.max(0, calls_per_day - used.calls);
  if (fen_per_day === null) return byCalls;
  if (price === null || used.cost === null) return 0;
  return Math.min(byCalls, price === 0 ? Infinity : Math.max(0, Math.floor((fen_per_day * OF_A_FEN - used.cost) / price)));
}

/**
 * The most that documents which still wait may cost: each is sent once at most, under the rule possibly to the dearest
 * provider, and where it leaves doubts once more as the second one's caps allow.
 */
export function costAhead(
  waiting: ReadonlyMap<string, number>,
  providers: readonly ProviderView[],
  preferences: Preferences,
  spending: readonly SpendingView[],
): Cost {
  const price = (id: string) => providers.find((provider) => provider.id === id)?.price ?? null;
  const remote = providers.filter((provider) => provider.configured && provider.credentials.length > 0);
  const dearest = remote.some((provider) => provider.price === null) ? null : Math.max(0, ...remote.map((provider) => provider.price ?? 0));
  let most = NOTHING;
  let mayBeAskedTwice = 0;
  for (const [id, count] of waiting) {
    const here = id === 'offline';
    if (!here) most = plus(most, count, price(id));
    else if (preferences.provider === AUTO && remote.length > 0) most = plus(most, count, dearest);
    if (id !== preferences.second.provider) mayBeAskedTwice += count;
  }
  const second = remote.find((provider) => provider.id === preferences.second.provider);
  if (second) most = plus(most, Math.min(mayBeAskedTwice, roomForSecond(preferences, second.price, costOf(spending, providers, 'second'))), second.price);
  return most;
}
