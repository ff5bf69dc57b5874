import { AUTO, type ProviderView } from '../../platform';
import { useMessages, useSay, type Messages } from '../../shared/i18n';
import { showCost } from '../../shared/price';

/** What it means to have documents recognized in one way, told before they are. */
export interface Recognition {
  id: string;
  name: string;
  /** Where files go, what that costs, what was used today: one line. */
  meaning: string;
  /** Everything that it needs is there. */
  usable: boolean;
}

type Say = ReturnType<typeof useSay>;

/** The host that pages are sent to; `null` where they stay on this machine. */
export function hostOf({ endpoint, default_endpoint }: Pick<ProviderView, 'endpoint' | 'default_endpoint'>): string | null {
  const address = endpoint ?? default_endpoint;
  if (address === null) return null;
  return URL.canParse(address) ? new URL(address).host : address;
}

function meaningOf(m: Messages, say: Say, provider: ProviderView): string {
  const host = hostOf(provider);
  const parts = host === null ? [m.recognizer.stays, m.recognizer.free] : [m.recognizer.goesTo(host), say(provider.charging)];
  if (host !== null && provider.price !== null) parts.push(m.recognizer.price(showCost(provider.price)));
  if (host !== null) parts.push(m.recognizer.today(provider.calls_today, provider.charged_today));
  if (provider.price !== null && provider.charged_today > 0) parts.push(m.recognizer.cost(showCost(provider.price * provider.charged_today)));
  if (provider.calls_left !== null) parts.push(m.recognizer.left(provider.calls_left));
  return parts.join(m.common.separator);
}

/** All ways: by rule, on this machine, by each provider. */
export function useRecognitions(providers: readonly ProviderView[]): Recognition[] {
  const m = useMessages();
  const say = useSay();
  const ready = providers.filter((provider) => provider.configured && hostOf(provider) !== null);
  const hosts = ready.map((provider) => `${say(provider.name)} (${hostOf(provider) ?? ''})`).join(m.recognizer.or);
  const auto: Recognition = {
    id: AUTO,
    name: m.recognizer.auto,
    meaning: [m.recognizer.autoStays, hosts === '' ? m.recognizer.autoNone : m.recognizer.autoPictures(hosts)].join(m.recognizer.then),
    usable: true,
  };
  const each = providers.map((provider) => ({
    id: provider.id,
    name: say(provider.name),
    meaning: provider.configured ? meaningOf(m, say, provider) : m.recognizer.missing,
    usable: provider.configured,
  }));
  return [...each.filter(({ id }) => id === 'offline'), auto, ...each.filter(({ id }) => id !== 'offline')];
}
