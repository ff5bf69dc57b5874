import { useEffect, useState, type ReactNode } from 'react';

import { useBackend, type AccuracyView, type Problem, type ProviderView, type StatisticsFilter, type StatisticsView } from '../../platform';
import { DayField, Loading, Nothing, Segmented, Unreachable, toast } from '../../shared/components';
import { useMessages, useSay, type Messages } from '../../shared/i18n';
import { asProblem } from '../../shared/problem';
import { CourseChart } from './CourseChart';
import { daysBefore, unchangedShare } from './figures';
import styles from './StatisticsPlace.module.css';

type Range = 'week' | 'month' | 'year' | 'all' | 'days';
const DAYS = { week: 6, month: 29, year: 364 } as const;

function fieldName(m: Messages, path: string): string {
  const [party, field] = path.split('.');
  if (party === 'items') return m.statistics.lineField((m.itemFields as Record<string, string>)[field ?? ''] ?? path);
  if (party === 'seller' || party === 'buyer') return `${m.form.groups[party]}${m.common.separator}${(m.partyFields as Record<string, string>)[field ?? ''] ?? path}`;
  return path === 'amount_with_tax' ? m.ledger.columns.gross : ((m.fields as Record<string, string>)[path] ?? path);
}

/** A share of values that were changed, as a bar beside its figures. */
function Changed({ accuracy, most }: { accuracy: AccuracyView; most: number }) {
  const m = useMessages();
  const share = unchangedShare(accuracy);
  if (share === null) return <span className={styles.quiet}>{m.common.none}</span>;
  const changed = accuracy.corrected / accuracy.values;
  return (
    <span className={styles.changed} title={m.statistics.corrected(accuracy.corrected, accuracy.values)}>
      <span className={styles.share}>{share}</span>
      <span className={styles.track} aria-hidden="true">
        {changed > 0 && <span className={styles.fill} style={{ width: `${most > 0 ? (changed / most) * 100 : 0}%` }} />}
      </span>
      <span className={styles.quiet}>{m.statistics.corrected(accuracy.corrected, accuracy.values)}</span>
    </span>
  );
}

const rate = ({ corrected, values }: AccuracyView) => (values === 0 ? 0 : corrected / values);

function Figure({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <div className={styles.figure} title={hint}>
      <dt>{label}</dt>
      <dd>
        <strong>{value}</strong>
        <span>{hint}</span>
      </dd>
    </div>
  );
}

/** The head of a column; `figures` are set flush right. */
type Head = string | { figures: string };

function Table({ caption, heads, children }: { caption: string; heads: readonly Head[]; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{caption}</h2>
      <table className={styles.table} aria-label={caption}>
        <thead>
          <tr>
            {heads.map((head) => {
              const words = typeof head === 'string' ? head : head.figures;
              return (
                <th key={words} scope="col" className={typeof head === 'string' ? undefined : styles.number}>
                  {words}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** Accuracy, speed and calls, from the user's own corrections; and who reads what best. */
export function StatisticsPlace({ providers }: { providers: readonly ProviderView[] }) {
  const m = useMessages();
  const say = useSay();
  const backend = useBackend();
  const [range, setRange] = useState<Range>('month');
  const [days, setDays] = useState<StatisticsFilter>({ from: null, to: null });
  /** Grows when the days are no longer those that were typed. */
  const [cleared, setCleared] = useState(0);
  const [look, setLook] = useState<'chart' | 'table'>('chart');
  const [view, setView] = useState<StatisticsView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let wanted = true;
    const from = range === 'days' || range === 'all' ? null : daysBefore(Date.now(), DAYS[range]);
    backend
      .statistics(range === 'days' ? days : { from, to: null })
      .then((statistics) => {
        if (!wanted) return;
        setView(statistics);
        setProblem(null);
      })
      .catch((error: unknown) => wanted && setProblem(asProblem(error)));
    return () => {
      wanted = false;
    };
  }, [backend, range, days, turn]);

  const providerName = (id: string) => {
    const known = providers.find((provider) => provider.id === id);
    return known ? say(known.name) : ((m.sources as Record<string, string>)[id] ?? id);
  };
  const typeName = (type: string | null) => (type === null ? m.statistics.unknownType : ((m.types as Record<string, string>)[type] ?? type));
  const setDay = (edge: 'from' | 'to', day: string | null) => {
    setRange('days');
    setDays((before) => ({ ...before, [edge]: day }));
  };
  const learn = (learns: boolean) => {
    backend
      .setLearning(learns)
      .then(() => {
        setView((before) => before && { ...before, learns });
        toast({
          text: learns ? m.statistics.learnOn : m.statistics.learnOff,
          actions: [{ label: m.common.undo, run: () => void backend.setLearning(!learns).then(() => setTurn((n) => n + 1)) }],
        });
      })
      .catch((error: unknown) => setProblem(asProblem(error)));
  };

  const calls = view?.providers.reduce((sum, provider) => sum + provider.calls, 0) ?? 0;
  const add = (of: 'charged' | 'in_doubt') => view?.providers.reduce((sum, provider) => sum + provider[of], 0) ?? 0;
  const empty = view !== null && view.all.invoices === 0 && calls === 0;
  const most = (all: readonly AccuracyView[]) => Math.max(0, ...all.map(rate));
  const mostOfProviders = most(view?.providers.flatMap(({ digital, pictures }) => [digital, pictures]) ?? []);
  const mostOfTypes = most(view?.types.map(({ all }) => all) ?? []);
  const fields = view?.fields.filter(({ all }) => all.corrected > 0).slice(0, 12) ?? [];

  return (
    <main className={styles.place} aria-label={m.statistics.label} data-testid="statistics">
      <div className={styles.top}>
        <Segmented
          label={m.statistics.from}
          value={range}
          options={(['week', 'month', 'year', 'all'] as const).map((value) => ({ value, label: m.statistics.ranges[value] }))}
          onChange={(next) => {
            setRange(next);
            setDays({ from: null, to: null });
            setCleared(cleared + 1);
          }}
        />
        {(['from', 'to'] as const).map((edge) => (
          <label key={edge} className={styles.date}>
            {m.statistics[edge]}
            <DayField key={cleared} label={m.statistics[edge]} edge={edge === 'from' ? 'first' : 'last'} onDay={(day) => setDay(edge, day)} />
          </label>
        ))}
        <span className={styles.space} />
        {view && view.periods.length > 0 && (
          <Segmented
            label={m.statistics.show}
            value={look}
            options={(['chart', 'table'] as const).map((value) => ({ value, label: m.statistics[value] }))}
            onChange={setLook}
          />
        )}
      </div>
      {problem && view && (
        <div className={styles.problem}>
          <Unreachable form="line" title={m.statistics.loadFailed} problem={problem} onRetry={() => setTurn(turn + 1)} />
        </div>
      )}
      {(!view || empty) && (
        <div className={styles.middle}>
          {!view && !problem && <Loading what={m.statistics.loading} />}
          {!view && problem && <Unreachable title={m.statistics.loadFailed} problem={problem} onRetry={() => setTurn(turn + 1)} />}
          {empty && (
            <Nothing title={range === 'all' ? m.statistics.empty : m.statistics.noneInRange} testId="statistics-empty">
              <p>{m.statistics.emptyText}</p>
            </Nothing>
          )}
        </div>
      )}
      {view && !empty && (
        <div className={styles.column}>
          <dl className={styles.figures}>
            <Figure label={m.statistics.invoices} value={view.all.invoices.toLocaleString('en-US')} hint="" />
            <Figure label={m.statistics.accuracy} value={unchangedShare(view.all) ?? m.common.none} hint={m.statistics.corrected(view.all.corrected, view.all.values)} />
            <Figure
              label={m.statistics.reviewTime}
              value={view.review_ms === null ? m.common.none : m.statistics.milliseconds(view.review_ms)}
              hint={m.statistics.reviewTimeHint}
            />
            <Figure label={m.statistics.calls} value={calls.toLocaleString('en-US')} hint={m.statistics.callsHint(add('charged'), add('in_doubt'))} />
          </dl>

          <section className={styles.section} aria-labelledby="statistics-recommendation">
            <h2 id="statistics-recommendation">{m.statistics.recommendation}</h2>
            {view.recommendations.map(({ invoice_type, best, next, clear }) => (
              <p key={invoice_type} className={styles.advice} data-testid="recommendation">
                {m.statistics.best(typeName(invoice_type), providerName(best.provider), unchangedShare(best.accuracy) ?? '', best.accuracy.invoices)}{' '}
                <span className={styles.quiet}>
                  {m.statistics.next(providerName(next.provider), unchangedShare(next.accuracy) ?? '', next.accuracy.invoices)}
                  {clear ? '' : ` ${m.statistics.unclear}`}
                </span>
              </p>
            ))}
            {view.recommendations.length === 0 && <p className={styles.quiet}>{m.statistics.noRecommendation(view.least_sample)}</p>}
            <label className={styles.learn}>
              <input type="checkbox" checked={view.learns} onChange={(event) => learn(event.target.checked)} data-testid="learns" />
              <span>
                {m.statistics.learn}
                <small>{m.statistics.learnHint}</small>
              </span>
            </label>
          </section>

          {view.periods.length > 0 && look === 'chart' && (
            <section className={styles.section}>
              <h2>{m.statistics.overTime}</h2>
              <div className={styles.charts}>
                <CourseChart
                  title={m.statistics.changedShare}
                  points={view.periods.map(({ from, to, all }) => ({
                    label: from.slice(5),
                    value: all.values === 0 ? null : rate(all) * 100,
                    words: `${from === to ? from : m.statistics.periodTo(from, to)}${m.common.separator}${m.statistics.corrected(all.corrected, all.values)}`,
                  }))}
                  unit={(value) => `${value}%`}
                />
                <CourseChart
                  title={m.statistics.reviewTime}
                  points={view.periods.map(({ from, to, review_ms }) => ({
                    label: from.slice(5),
                    value: review_ms === null ? null : review_ms / 1000,
                    words: `${from === to ? from : m.statistics.periodTo(from, to)}${m.common.separator}${review_ms === null ? m.common.none : m.statistics.milliseconds(review_ms)}`,
                  }))}
                  unit={(value) => m.statistics.seconds(value)}
                />
              </div>
            </section>
          )}
          {view.periods.length > 0 && look === 'table' && (
            <Table caption={m.statistics.overTime} heads={[m.statistics.period, { figures: m.statistics.invoices }, m.statistics.accuracy, { figures: m.statistics.reviewTime }]}>
              {view.periods
                .filter(({ all }) => all.invoices > 0)
                .map(({ from, to, all, review_ms }) => (
                  <tr key={from}>
                    <th scope="row">{from === to ? from : m.statistics.periodTo(from, to)}</th>
                    <td className={styles.number}>{all.invoices}</td>
                    <td>
                      <Changed accuracy={all} most={most(view.periods.map((period) => period.all))} />
                    </td>
                    <td className={styles.number}>{review_ms === null ? m.common.none : m.statistics.milliseconds(review_ms)}</td>
                  </tr>
                ))}
            </Table>
          )}

          <Table caption={m.statistics.byProvider} heads={[m.statistics.provider, { figures: m.statistics.invoices }, m.statistics.accuracy, { figures: m.statistics.speed }, { figures: m.statistics.calls }]}>
            {view.providers.flatMap((provider) => {
              const kinds = (['digital', 'pictures'] as const).filter((kind) => provider[kind].invoices > 0);
              return (kinds.length === 0 ? (['pictures'] as const) : kinds).map((kind, index) => (
                <tr key={`${provider.provider}${kind}`}>
                  <th scope="row">
                    {providerName(provider.provider)} <span className={styles.quiet}>{provider[kind].invoices > 0 ? m.statistics[kind] : ''}</span>
                  </th>
                  <td className={styles.number}>{provider[kind].invoices.toLocaleString('en-US')}</td>
                  <td>
                    <Changed accuracy={provider[kind]} most={mostOfProviders} />
                  </td>
                  <td className={styles.number}>{index === 0 && provider.recognition_ms !== null ? m.statistics.milliseconds(provider.recognition_ms) : ''}</td>
                  <td className={styles.number} title={m.statistics.callsHint(provider.charged, provider.in_doubt)}>
                    {index === 0 && provider.calls > 0 ? `${provider.calls.toLocaleString('en-US')} (${m.statistics.callsHint(provider.charged, provider.in_doubt)})` : ''}
                  </td>
                </tr>
              ));
            })}
          </Table>

          <Table caption={m.statistics.byType} heads={[m.statistics.type, { figures: m.statistics.invoices }, m.statistics.accuracy, { figures: m.statistics.reviewTime }]}>
            {view.types.map(({ invoice_type, all, review_ms }) => (
              <tr key={invoice_type ?? ''}>
                <th scope="row">{typeName(invoice_type)}</th>
                <td className={styles.number}>{all.invoices.toLocaleString('en-US')}</td>
                <td>
                  <Changed accuracy={all} most={mostOfTypes} />
                </td>
                <td className={styles.number}>{review_ms === null ? m.common.none : m.statistics.milliseconds(review_ms)}</td>
              </tr>
            ))}
          </Table>

          {fields.length > 0 && (
            <Table caption={m.statistics.byField} heads={[m.statistics.field, m.statistics.accuracy]}>
              {fields.map(({ field, all }) => (
                <tr key={field}>
                  <th scope="row">{fieldName(m, field)}</th>
                  <td>
                    <Changed accuracy={all} most={most(fields.map((one) => one.all))} />
                  </td>
                </tr>
              ))}
            </Table>
          )}
          <p className={styles.quiet}>{m.statistics.accuracyHint}</p>
        </div>
      )}
    </main>
  );
}
