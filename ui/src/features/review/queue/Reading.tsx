import type { PageReading } from '../../../platform';
import { useMessages, type Messages } from '../../../shared/i18n';
import { useQueue } from '../model/context';
import type { QueueState } from '../model/queue-store';

const percent = ({ share }: PageReading) => Math.floor(share * 100);

function words(m: Messages, reading: PageReading): string {
  return m.queue.reading(reading.page, reading.pages, percent(reading));
}

/** In a row of the queue, which says by its mark that it is being read. */
function shortWords(m: Messages, reading: PageReading): string {
  return m.queue.readingShort(reading.page, reading.pages, percent(reading));
}

/** How far the reading of a document has come; before anything is known of it, what is said otherwise. */
export function ReadingWords({ id, otherwise, short = false }: { id: number; otherwise: string; short?: boolean }) {
  const m = useMessages();
  const reading = useQueue((state) => state.reading.get(id));
  return reading ? (short ? shortWords : words)(m, reading) : otherwise;
}

/** Of the documents that are being read the first. */
function first({ reading, rows }: QueueState): PageReading | undefined {
  for (const [id, page] of reading) if (rows.get(id)?.state === 'working') return page;
  return undefined;
}

/** What is being read now. It can be asked for at any time and does not speak by itself. */
export function ReadingNow() {
  const m = useMessages();
  const reading = useQueue(first);
  if (!reading) return null;
  const text = words(m, reading);
  return (
    <span
      role="progressbar"
      aria-label={m.queue.pageProgress}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent(reading)}
      aria-valuetext={text}
      data-testid="reading"
    >
      {text}
    </span>
  );
}
