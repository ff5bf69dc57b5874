import { expect, test } from 'vitest';

import type { QueueView } from '../../../platform';
import { FakeBackend } from '../../../platform/fake';
import { createQueueStore } from './queue-store';

test('a change heard while the queue is asked for is not lost under the answer', async () => {
  const backend = new FakeBackend();
  const before = await backend.queue();
  const row = before.rows[0];
  if (!row) throw new Error('the invented queue is empty');
  const answers: ((view: QueueView) => void)[] = [];
  backend.queue = () => new Promise((answer) => answers.push(answer));

  const queue = createQueueStore(backend);
  const first = queue.getState().load();
  const second = queue.getState().load();
  queue.getState().apply({ changed: [{ ...row, state: 'reviewed' }], removed: [], counts: before.counts, progress: null });
  for (const answer of answers) answer(structuredClone(before));
  await Promise.all([first, second]);

  expect(queue.getState().problem).toBeNull();
  expect(queue.getState().rows.get(row.id)?.state).toBe('reviewed');
});
