import { afterEach, beforeEach, expect, test, vi, type Mock } from 'vitest';

import { FakeBackend } from '../../../platform/fake';
import { DOCUMENTS } from '../../../platform/fake/invoices';
import { cancelAll, removeAll } from './batch';
import { Desk } from './desk';
import type { Notices } from './desk-state';
import { visibleRows } from './queue-store';

let backend: FakeBackend;
let desk: Desk;
let notices: { [name in keyof Notices]: Mock<Notices[name]> };
const state = () => desk.store.getState();
const settle = () => vi.runAllTimersAsync();

beforeEach(async () => {
  vi.useFakeTimers();
  backend = new FakeBackend();
  desk = new Desk(backend, () => 0);
  notices = {
    finished: vi.fn(),
    postponed: vi.fn(),
    notInvoice: vi.fn(),
    removed: vi.fn(),
    removedAll: vi.fn(),
    problem: vi.fn(),
    sentAgain: vi.fn(),
    stopped: vi.fn(),
    dittoMissing: vi.fn(),
    arranged: vi.fn(),
  };
  desk.notify(notices);
  desk.start();
  await settle();
});
afterEach(() => vi.useRealTimers());

test('it begins with the first document and its first doubt', () => {
  expect(state().current).toBe(1);
  expect(state().wish?.target).toBe('items[1].tax');
});

test('Enter goes from doubt to doubt in the order of the form, then finishes', async () => {
  desk.confirm('items[1].tax');
  expect(state().wish?.target, 'the focus moves before the answer is here').toBe('total_tax');
  await settle();
  desk.confirm('total_tax');
  await settle();
  expect(state().wish?.target).toBe('finish');
  expect(state().current).toBe(1);
  desk.confirm(null);
  expect(state().current, 'the next document is there at once').toBe(2);
  await settle();
  expect(desk.queue.getState().rows.get(1)?.state).toBe('reviewed');
  expect(notices.finished).toHaveBeenCalledOnce();
  expect(state().session.reviewed).toBe(1);
});

test('confirming sends the same value, so that it becomes the reviewer’s', async () => {
  desk.confirm('items[1].tax');
  await settle();
  expect(backend.calls.filter((call) => call.name === 'correct').map((call) => call.args)).toEqual([
    [1, [{ path: 'items[1].tax', value: '73.73' }], false],
  ]);
});

test('a certain field that was not touched is not sent', async () => {
  desk.confirm('seller.name');
  await settle();
  expect(backend.calls.some((call) => call.name === 'correct')).toBe(false);
  expect(state().wish?.target).toBe('items[1].tax');
});

test('finishing with doubts lists them first', async () => {
  desk.finish();
  expect(state().listing).toBe(true);
  expect(backend.calls.some((call) => call.name === 'finish')).toBe(false);
  desk.finish();
  await settle();
  expect(desk.queue.getState().rows.get(1)?.state).toBe('reviewed');
});

test('a failed finish is told, with the document named', async () => {
  backend.refuse.set('finish', { code: 'storage', message: { zh: '磁盘已满', en: 'The disk is full' }, retryable: true });
  desk.finish();
  desk.finish();
  await settle();
  expect(notices.finished).not.toHaveBeenCalled();
  expect(notices.problem).toHaveBeenCalledWith(expect.objectContaining({ code: 'storage' }), 1);
  expect(desk.queue.getState().rows.get(1)?.state, 'it waits for review again').toBe('ready');
});

test('the next documents are opened before they are asked for, the nearest first', () => {
  expect(backend.calls.filter((call) => call.name === 'openDocument').map((call) => call.args[0])).toEqual([1, 2, 3, 4]);
  expect(state().ahead).toEqual([2, 3, 4]);
});

test('a document that was opened ahead has its focus at once, and is looked up again behind it after a change', async () => {
  desk.confirm('items[1].tax');
  await settle();
  const before = backend.calls.length;
  desk.open(2);
  expect(state().focused ?? state().wish?.target, 'no answer was waited for').toBeTruthy();
  await settle();
  expect(backend.calls.slice(before)).toContainEqual(expect.objectContaining({ name: 'openDocument', args: [2] }));
  const shown = desk.documents.entry(2).view;
  await desk.documents.refresh(2);
  expect(desk.documents.entry(2).view, 'nothing changed since').toBe(shown);
});

test('a document that was read again and is ready as before is shown anew', async () => {
  const row = desk.queue.getState().rows.get(1);
  const { counts } = desk.queue.getState();
  const changed = structuredClone(desk.documents.entry(1).view);
  if (!row || !changed) throw new Error('nothing lies on the desk');
  changed.revision += 100;
  for (const field of changed.fields) if (field.path === 'buyer.name') field.trust = 'doubtful';
  vi.spyOn(backend, 'openDocument').mockResolvedValue(changed);
  backend.emit('queue-changed', { changed: [{ ...row }], removed: [], counts, progress: null });
  await settle();
  expect(desk.documents.entry(1).view, 'a row that tells the same asks for nothing').not.toBe(changed);
  backend.emit('queue-changed', { changed: [{ ...row, doubtful: row.doubtful + 1 }], removed: [], counts, progress: null });
  await settle();
  expect(desk.documents.entry(1).view).toBe(changed);
});

test('news do not take the keyboard out of a list', async () => {
  const row = desk.queue.getState().rows.get(1);
  const { counts } = desk.queue.getState();
  if (!row) throw new Error('nothing lies on the desk');
  const list = document.body.appendChild(document.createElement('div'));
  list.tabIndex = 0;
  const tell = async () => {
    const before = state().wish?.turn;
    backend.emit('queue-changed', { changed: [{ ...row, state: 'working' }], removed: [], counts, progress: null });
    await settle();
    return state().wish?.turn !== before;
  };
  list.focus();
  expect(await tell()).toBe(false);
  list.blur();
  expect(await tell()).toBe(true);
  list.remove();
});

test('when all is reviewed, what waits for a decision comes, and then the desk is empty', async () => {
  for (let ready = 7; ready > 0; ready -= 1) {
    desk.finish();
    if (state().listing) desk.finish();
    await settle();
  }
  expect(state().current, 'what is in doubt wants a decision').toBe(9);
  desk.remove(9);
  await settle();
  expect(state().current, 'then what was put aside').toBe(8);
  desk.remove(8);
  await settle();
  expect(state()).toMatchObject({ current: null, allDone: true });
});

test('postponing keeps the reason and goes on', async () => {
  desk.postpone('等销售方重开');
  expect(state().current).toBe(2);
  await settle();
  expect(desk.queue.getState().rows.get(1)).toMatchObject({ state: 'postponed', postponed_reason: '等销售方重开' });
});

test('a removed document can be taken back', async () => {
  desk.remove(1);
  await settle();
  expect(desk.queue.getState().rows.has(1)).toBe(false);
  desk.restore(1);
  await settle();
  expect([...desk.queue.getState().rows.keys()][0], 'it comes back to its place').toBe(1);
  expect(state().current).toBe(1);
});

test('a wish is granted once', () => {
  const wish = state().wish;
  expect(wish && desk.grant(wish)).toBe(true);
  expect(wish && desk.grant(wish)).toBe(false);
});

test('the search knows numbers, amounts and names, grouped or not', () => {
  const { rows } = desk.queue.getState();
  const ids = (search: string) => visibleRows(rows, 'to_review', search).map((row) => row.id);
  expect(ids('12,800')).toEqual([7]);
  expect(ids('2411 2000 0000 4854')).toEqual([2]);
  expect(ids('云岭')).toEqual([2, 7]);
  expect(ids('0231')).toEqual([10]);
});

test('a document whose finish is on its way does not come back as the next one', async () => {
  for (const id of [2, 3, 4, 5, 6]) {
    desk.remove(id);
    await settle();
  }
  desk.open(7);
  await settle();
  desk.finish();
  expect(state().current, 'round to the first').toBe(1);
  desk.finish();
  desk.finish();
  expect(state().current, 'the one just finished is passed over, before any answer').toBe(9);
});

test('what was just finished counts for an export before the program has told of it, and is kept by then', async () => {
  const quiet = new FakeBackend({ documents: DOCUMENTS.filter((one) => one.state === 'ready') });
  quiet.on = () => () => undefined;
  let keep: () => void = () => undefined;
  const kept = new Promise<void>((resolve) => (keep = resolve));
  const finish = quiet.finish.bind(quiet);
  quiet.finish = (id, spent) => kept.then(() => finish(id, spent));
  const own = new Desk(quiet, () => 0);
  own.start();
  await settle();
  own.finish();
  own.finish();
  let counted: number | null = null;
  void own.reviewed().then((count) => (counted = count));
  await settle();
  expect(counted, 'not before it is kept').toBeNull();
  keep();
  await settle();
  expect(own.queue.getState().counts.reviewed).toBe(0);
  expect(counted).toBe(1);
});

test('what failed goes to the recycle bin in one go and comes back', async () => {
  const failed = () => [...desk.queue.getState().rows.values()].filter((row) => row.state === 'failed').map((row) => row.id);
  const before = failed();
  expect(before.length).toBeGreaterThan(0);
  removeAll(desk, before);
  await settle();
  expect(failed()).toEqual([]);
  const [count, undo] = notices.removedAll.mock.calls[0] ?? [];
  expect(count).toBe(before.length);
  undo?.();
  await settle();
  expect(failed()).toEqual(before);
});

test('all that waits is stopped in one go and goes on as it was', async () => {
  const waiting = [...desk.queue.getState().rows.values()].filter((row) => row.state === 'queued').map((row) => row.id);
  expect(waiting.length).toBeGreaterThan(0);
  cancelAll(desk);
  await settle();
  const states = () => waiting.map((id) => desk.queue.getState().rows.get(id)?.state);
  expect(new Set(states())).toEqual(new Set(['failed']));
  const [documents, , undo] = notices.stopped.mock.calls[0] ?? [];
  expect(documents).toBe(waiting.length);
  undo?.();
  await settle();
  expect(new Set(states())).toEqual(new Set(['queued']));
});
