import type { ReactNode } from 'react';

import { Button } from '../../../shared/components';
import { useMessages, useSay } from '../../../shared/i18n';
import { useCommand } from '../../../shared/keys';
import { asProblem } from '../../../shared/problem';
import { toast } from '../../../shared/components';
import { cancelAll } from '../model/batch';
import { useDesk, useQueue } from '../model/context';
import styles from './QueuePane.module.css';

/** How the recognition of the batch goes: how much, how fast, how long still, what it cost. */
export function BatchFooter({ money }: { money: ReactNode }) {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  const progress = useQueue((state) => state.progress);
  useCommand('review.cancelAll', () => cancelAll(desk), progress !== null);
  if (!progress) return null;
  const { done, total, per_minute, seconds_left, calls, charged, calls_left, paused, stopped_by } = progress;

  const time =
    seconds_left === null ? null : seconds_left >= 90 ? m.queue.minutes(Math.ceil(seconds_left / 60)) : m.queue.seconds(seconds_left);
  const pace = [
    per_minute === null ? null : m.queue.perMinute(per_minute >= 10 ? per_minute.toFixed(0) : per_minute.toFixed(1)),
    time && m.queue.left(time),
  ].filter((part) => part !== null);
  const cost = [m.queue.charged(calls, charged), calls_left === null ? null : m.queue.callsLeft(calls_left)].filter((part) => part !== null);
  const toggle = () => {
    const call = paused ? desk.backend.resumeQueue() : desk.backend.pauseQueue();
    call.catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
  };

  return (
    <div className={`${styles.footer} ${paused ? styles.stopped : ''}`} data-testid="batch">
      <div>
        <strong>{m.queue.done(done, total)}</strong> {m.queue.recognized}
        {m.common.separator}
        {paused ? m.queue.paused : pace.join(m.common.separator)}
      </div>
      <div className={styles.bar} role="progressbar" aria-label={m.queue.progress} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}>
        <div style={{ width: `${total === 0 ? 0 : (done / total) * 100}%` }} />
      </div>
      {stopped_by && (
        <div className={styles.stop} role="alert">
          {say(stopped_by.message)}
        </div>
      )}
      <div className={styles.cost}>
        {cost.map((part) => (
          <span key={part}>{part}</span>
        ))}
        {money}
        <span className={styles.controls}>
          <Button look={stopped_by ? 'primary' : 'link'} onClick={toggle} data-testid="pause">
            {paused ? m.queue.resume : m.queue.pause}
          </Button>
          {done < total && (
            <Button look="link" command="review.cancelAll" keyHidden title={m.commands['review.cancelAll']} onClick={() => cancelAll(desk)} data-testid="cancel-all">
              {m.queue.cancelAll}
            </Button>
          )}
        </span>
      </div>
    </div>
  );
}
