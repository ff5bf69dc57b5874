import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { FakeBackend } from '../../../platform/fake';
import { Documents } from './document-store';
import { openPaths, shownField } from './fields';

const ID = 2;
const REFUSED = { code: 'storage', message: { zh: '磁盘已满', en: 'The disk is full' }, retryable: true };

let backend: FakeBackend;
let documents: Documents;
const corrections = () => backend.calls.filter((call) => call.name === 'correct').map((call) => call.args);
const value = (path: string) => {
  const { view, drafts } = documents.entry(ID);
  return view && shownField(view, drafts, path).value;
};

beforeEach(async () => {
  vi.useFakeTimers();
  backend = new FakeBackend();
  documents = new Documents(backend);
  void documents.load(ID);
  await vi.runAllTimersAsync();
});
afterEach(() => vi.useRealTimers());

test('typing is shown at once and saved as one step after a rest', async () => {
  documents.edit(ID, 'drawer');
  documents.type(ID, [{ path: 'drawer', value: '王' }]);
  documents.type(ID, [{ path: 'drawer', value: '王芳' }]);
  expect(value('drawer')).toBe('王芳');
  expect(corrections(), 'nothing leaves while typing goes on').toEqual([]);
  await vi.advanceTimersByTimeAsync(300);
  expect(corrections()).toEqual([[ID, [{ path: 'drawer', value: '王芳' }], false]]);

  documents.type(ID, [{ path: 'drawer', value: '王芳芳' }]);
  await vi.advanceTimersByTimeAsync(300);
  expect(corrections()[1], 'further typing in the same visit joins the step').toEqual([ID, [{ path: 'drawer', value: '王芳芳' }], true]);

  documents.leave();
  documents.edit(ID, 'drawer');
  documents.type(ID, [{ path: 'drawer', value: '李' }]);
  await vi.advanceTimersByTimeAsync(300);
  expect(corrections()[2]?.[2], 'another visit is another step').toBe(false);
});

test('leaving a field saves at once, and the program’s spelling is shown then', async () => {
  documents.edit(ID, 'amount_with_tax');
  documents.type(ID, [{ path: 'amount_with_tax', value: '￥4，449' }]);
  await vi.advanceTimersByTimeAsync(300);
  expect(value('amount_with_tax'), 'not changed under the typing hand').toBe('￥4，449');
  documents.leave();
  await vi.runAllTimersAsync();
  expect(value('amount_with_tax')).toBe('4449.00');
  expect(documents.entry(ID).drafts.size).toBe(0);
});

test('leaving before the rest is over loses nothing', async () => {
  documents.edit(ID, 'remarks');
  documents.type(ID, [{ path: 'remarks', value: '加急' }]);
  documents.leave();
  await vi.runAllTimersAsync();
  expect(corrections()).toEqual([[ID, [{ path: 'remarks', value: '加急' }], false]]);
  expect(value('remarks')).toBe('加急');
});

test('what could not be saved stays, and is sent again', async () => {
  backend.refuse.set('correct', REFUSED);
  documents.edit(ID, 'remarks');
  documents.type(ID, [{ path: 'remarks', value: '加急' }]);
  await vi.advanceTimersByTimeAsync(300);
  documents.leave();
  backend.refuse.set('correct', REFUSED);
  await vi.runAllTimersAsync();
  expect(documents.entry(ID).unsaved).toEqual(REFUSED);
  expect(value('remarks')).toBe('加急');

  void documents.flush(ID);
  await vi.runAllTimersAsync();
  expect(documents.entry(ID).unsaved).toBeNull();
  expect(documents.entry(ID).drafts.size).toBe(0);
  expect(value('remarks')).toBe('加急');
});

test('nothing overtakes what was typed', async () => {
  documents.edit(ID, 'remarks');
  documents.type(ID, [{ path: 'remarks', value: '加急' }]);
  const finished = documents.change(ID, (id) => backend.finish(id, null));
  await vi.runAllTimersAsync();
  await finished;
  expect(backend.calls.map((call) => call.name).filter((name) => name !== 'openDocument')).toEqual(['correct', 'finish']);
});

test('a document is not finished over text that could not be saved', async () => {
  backend.refuse.set('correct', REFUSED);
  documents.type(ID, [{ path: 'remarks', value: '加急' }]);
  const finished = documents.change(ID, (id) => backend.finish(id, null));
  const outcome = finished.then(
    () => 'finished',
    (problem: unknown) => problem,
  );
  await vi.runAllTimersAsync();
  expect(await outcome).toEqual(REFUSED);
  expect(backend.calls.some((call) => call.name === 'finish')).toBe(false);
});

test('undo takes back what was just typed', async () => {
  const before = value('drawer');
  documents.edit(ID, 'drawer');
  documents.type(ID, [{ path: 'drawer', value: '王' }]);
  void documents.change(ID, (id) => backend.undo(id));
  await vi.runAllTimersAsync();
  expect(value('drawer')).toBe(before);
});

test('an answer out of date is not taken', async () => {
  const old = documents.entry(ID).view;
  void documents.put(ID, [{ path: 'drawer', value: '王芳' }]);
  await vi.runAllTimersAsync();
  vi.spyOn(backend, 'openDocument').mockResolvedValue(structuredClone(old) as never);
  void documents.load(ID, true);
  await vi.runAllTimersAsync();
  expect(value('drawer')).toBe('王芳');
});

test('a confirmed field is the reviewer’s at once, before the answer', () => {
  const open = () => {
    const { view, drafts } = documents.entry(ID);
    return view ? openPaths(view, drafts) : [];
  };
  expect(open()).toEqual(['seller.tax_id']);
  void documents.put(ID, [{ path: 'seller.tax_id', value: value('seller.tax_id') ?? null }]);
  expect(open()).toEqual([]);
});
