import { useEffect, useMemo, useState } from 'react';

import { costAhead, costOf } from '../features/providers';
import { useQueue } from '../features/review';
import { useBackend, type Preferences, type ProviderView, type SpendingView } from '../platform';
import { useMessages } from '../shared/i18n';
import { showCost } from '../shared/price';

const NOTHING: readonly SpendingView[] = [];

/** What today's calls come to; asked again whenever the running batch was charged. */
function useSpending(): readonly SpendingView[] {
  const backend = useBackend();
  const charged = useQueue((state) => state.progress?.charged ?? 0);
  const [spending, setSpending] = useState(NOTHING);
  useEffect(() => {
    let wanted = true;
    // What cannot be told is only not shown.
    backend.spendingToday().then(
      (known) => wanted && setSpending(known),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [backend, charged]);
  return spending;
}

interface BatchCostProps {
  providers: readonly ProviderView[];
  preferences: Preferences;
}

/** What today cost so far, and what the documents that still wait may cost at most. */
export function BatchCost({ providers, preferences }: BatchCostProps) {
  const m = useMessages();
  const spending = useSpending();
  const rows = useQueue((state) => state.rows);
  const waiting = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { state, provider } of rows.values()) {
      if (state === 'queued' || state === 'working') counts.set(provider, (counts.get(provider) ?? 0) + 1);
    }
    return counts;
  }, [rows]);
  const spent = costOf(spending, providers);
  const ahead = costAhead(waiting, providers, preferences, spending);
  return (
    <>
      {spent.calls > 0 && spent.cost !== null && <span>{m.queue.spent(showCost(spent.cost))}</span>}
      {ahead.calls > 0 && <span data-testid="may-cost">{ahead.cost === null ? m.queue.mayCall(ahead.calls) : m.queue.mayCost(showCost(ahead.cost))}</span>}
    </>
  );
}

/** What second readings came to today. */
export function SecondToday({ providers }: { providers: readonly ProviderView[] }) {
  const m = useMessages();
  const { calls, cost } = costOf(useSpending(), providers, 'second');
  return <>{[m.settings.secondToday(calls), cost === null || calls === 0 ? '' : showCost(cost)].filter((part) => part !== '').join(m.common.separator)}</>;
}
