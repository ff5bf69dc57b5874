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

test('what is foreseen of a row holds against news from before the call, and goes where the call fails', async () => {
  const backend = new FakeBackend();
  const queue = createQueueStore(backend);
  await queue.getState().load();
  const row = [...queue.getState().rows.values()].find(({ state }) => state === 'ready');
  if (!row) throw new Error('nothing is ready in the invented queue');
  const { counts } = queue.getState();
  const state = () => queue.getState().rows.get(row.id)?.state;

  let fail: (why: Error) => void = () => undefined;
  const failing = new Promise((_, reject: (why: Error) => void) => (fail = reject));
  queue.getState().foresee(row.id, { state: 'reviewed' }, failing);
  queue.getState().apply({ changed: [{ ...row, doubtful: 7 }], removed: [], counts, progress: null });
  expect(state()).toBe('reviewed');
  fail(new Error('the disk is full'));
  await failing.catch(() => undefined);
  expect(queue.getState().rows.get(row.id)).toMatchObject({ state: 'ready', doubtful: 7 });

  const done = Promise.resolve();
  queue.getState().foresee(row.id, { state: 'reviewed' }, done);
  await done;
  expect(state()).toBe('reviewed');
  queue.getState().apply({ changed: [row], removed: [], counts, progress: null });
  expect(state(), 'news from after the call count again').toBe('ready');
});
