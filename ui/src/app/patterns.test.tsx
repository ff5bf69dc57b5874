import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import { FakeBackend } from '../platform/fake';
import { DOCUMENTS } from '../platform/fake/invoices';
import { begin, field, layOut } from './stand-in';

layOut();

const calls = (backend: FakeBackend, name: string) => backend.calls.filter((call) => call.name === name).map((call) => call.args);

function ofThreePages(): FakeBackend {
  return new FakeBackend({ documents: DOCUMENTS.map((document, index) => (index === 1 ? { ...document, pages: 3 } : document)) });
}

test('pages are chosen, split, attached, moved and turned by keys alone', async () => {
  const { backend, user } = await begin(ofThreePages());
  await user.click(await screen.findByText('4,449.00'));
  await user.keyboard('{Control>}p{/Control}');
  const list = await screen.findByTestId('page-list');
  await waitFor(() => expect(document.activeElement).toBe(list));
  await user.keyboard('{ArrowRight}r');
  await waitFor(() => expect(calls(backend, 'turnPage')).toEqual([[2, 2, 1]]));
  await user.keyboard('{Alt>}{ArrowRight}{/Alt}');
  await waitFor(() => expect(calls(backend, 'arrangePages')).toEqual([[2, { kind: 'order', pages: [1, 3, 2] }]]));
  await user.keyboard('a');
  await waitFor(() => expect(calls(backend, 'arrangePages').at(-1)).toEqual([2, { kind: 'attach', pages: [2], attached: true }]));
  // Both marked ones go together.
  await user.keyboard(' {ArrowLeft} s');
  await waitFor(() => expect(calls(backend, 'arrangePages').at(-1)).toEqual([2, { kind: 'split', pages: [3, 2] }]));
  await user.click(within(await screen.findByTestId('toasts')).getAllByRole('button', { name: '撤销' })[0] ?? list);
  await waitFor(() => expect(calls(backend, 'undo')).toEqual([[2]]));
});

test('the last page of a document cannot be split off', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  await user.keyboard('{Control>}p{/Control}');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('page-list')));
  await user.keyboard('sa');
  expect(screen.queryByTestId('page-split')).toBeNull();
  expect(calls(backend, 'arrangePages')).toEqual([]);
});

test('a neighbour is attached, by digit', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  await user.keyboard('{Control>}p{/Control}');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('page-list')));
  await user.keyboard('m');
  await screen.findByText(/与哪一张合并/);
  await user.keyboard('2');
  await waitFor(() => expect(calls(backend, 'arrangePages')).toEqual([[2, { kind: 'take', document: 1, attached: true }]]));
});

test('readings are compared where they differ, and taken by one key', async () => {
  const { backend, user } = await begin();
  await user.keyboard('{Control>}{Shift>}r{/Shift}{/Control}');
  const drawer = await screen.findByTestId('compare-drawer');
  const rows = await within(drawer).findAllByTestId('difference');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(5);
  const path = rows[0]?.dataset['path'];
  await user.keyboard(' ');
  await waitFor(() => expect(calls(backend, 'correct').at(-1)).toMatchObject([1, [{ path }], false]));
  await waitFor(() => expect(within(drawer).queryAllByTestId('difference')).toHaveLength(rows.length - 1));
});

test('the wall confirms what is not marked, and leads to what is', async () => {
  const { backend, user } = await begin();
  await screen.findByText('4,449.00');
  await user.keyboard('{Control>}g{/Control}');
  const cells = await screen.findAllByTestId('wall-cell');
  expect(cells).toHaveLength(7);
  await user.keyboard('{ArrowRight} ');
  expect(screen.getByTestId('wall-count').textContent).toContain('已标出 1');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(calls(backend, 'confirmOnWall')).toHaveLength(1));
  const [path, seen] = calls(backend, 'confirmOnWall')[0] as [string, { id: number }[]];
  expect(path).toBe('amount_with_tax');
  expect(seen.map(({ id }) => id)).toEqual([1, 3, 4, 5, 6, 7]);
  // The marked one is opened at this very field.
  const input = await field('价税合计小写');
  await waitFor(() => expect(document.activeElement).toBe(input));
  expect(screen.getByTestId('form').textContent).toContain('数电专票');
  await user.click(within(screen.getByTestId('toasts')).getByRole('button', { name: '撤销' }));
  await waitFor(() => expect(calls(backend, 'takeBackOnWall')).toEqual([['amount_with_tax', [1, 3, 4, 5, 6, 7]]]));
});

test('a key is changed, refused where it is taken, and shown everywhere', async () => {
  const { backend, user } = await begin();
  await user.click(screen.getByTestId('place-settings'));
  const line = (await screen.findAllByTestId('key')).find((one) => one.dataset['command'] === 'review.history');
  if (!line) throw new Error('no line for the history');
  await user.click(within(line).getByRole('button', { name: /历史/ }));
  await user.keyboard('{Control>}z{/Control}');
  expect((await within(line).findByRole('alert')).textContent).toContain('撤销');
  await user.keyboard('a');
  expect(within(line).getByRole('alert').textContent).toContain('输入');
  await user.keyboard('{F9}');
  await waitFor(() => expect(calls(backend, 'savePreferences').at(-1)?.[0]).toMatchObject({ keys: { 'review.history': 'F9' } }));
  (document.activeElement as HTMLElement | null)?.blur();
  await user.keyboard('?');
  const sheet = await screen.findByTestId('keys');
  expect(within(sheet).getByText('F9')).toBeTruthy();
  expect(within(sheet).queryByText('Ctrl+H')).toBeNull();
  await user.keyboard('{Escape}{Control>}1{/Control}');
  await screen.findByTestId('form');
  await user.keyboard('{F9}');
  await screen.findByTestId('history');
  await user.keyboard('{Control>},{/Control}');
  await user.click(await screen.findByTestId('keys-reset'));
  await waitFor(() => expect(calls(backend, 'savePreferences').at(-1)?.[0]).toMatchObject({ keys: {} }));
});

test('why a document was put aside is kept as a code and told in the language of now', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  await field('开票人');
  await user.keyboard('{Escape}1');
  await waitFor(() => expect(calls(backend, 'postpone')).toEqual([[2, 'reissue']]));
  expect(await screen.findAllByText('稍后：等销售方重开')).not.toHaveLength(0);
  await user.click(screen.getByTestId('place-settings'));
  await user.click(await screen.findByRole('radio', { name: 'English' }));
  await user.click(screen.getByTestId('place-review'));
  expect(await screen.findAllByText('Later: The seller will issue it again')).not.toHaveLength(0);
});

test('a second provider and its caps in calls and in money are set beside what they came to', async () => {
  const { backend, user } = await begin();
  await user.click(screen.getByTestId('place-settings'));
  await user.selectOptions(await screen.findByTestId('second-provider'), 'juhe');
  const cap = await screen.findByTestId('second-cap');
  await user.clear(cap);
  await user.type(cap, '35');
  await user.tab();
  const kept = () => calls(backend, 'savePreferences').at(-1)?.[0];
  await waitFor(() => expect(kept()).toMatchObject({ second: { provider: 'juhe', calls_per_day: 35, fen_per_day: null } }));
  await user.type(await screen.findByTestId('second-cap-yuan'), '2.5');
  await user.tab();
  await waitFor(() => expect(kept()).toMatchObject({ second: { provider: 'juhe', calls_per_day: 35, fen_per_day: 250 } }));
  expect(screen.getByTestId('second-cap-yuan')).toHaveProperty('value', '2.50');
  await waitFor(() => expect(screen.getByTestId('second-today').textContent).toBe('今天已用 3 次 · ¥0.60'));
  await user.clear(cap);
  await user.tab();
  await waitFor(() => expect(kept()).toMatchObject({ second: { calls_per_day: null, fen_per_day: 250 } }));
  expect(screen.queryByTestId('second-asks-nobody')).toBeNull();
});

test('a cap in money without a price leads to where the price is typed', async () => {
  const { backend, user } = await begin();
  await user.click(screen.getByTestId('place-settings'));
  await user.selectOptions(await screen.findByTestId('second-provider'), 'volcengine');
  await user.type(await screen.findByTestId('second-cap-yuan'), '5{Enter}');
  await user.click(within(await screen.findByTestId('second-asks-nobody')).getByRole('button'));
  const price = await screen.findByTestId('price-volcengine');
  await user.type(price, '0.00005');
  expect(screen.getByTestId('save-volcengine')).toHaveProperty('disabled', true);
  await user.clear(price);
  await user.type(price, '0.35');
  await user.click(screen.getByTestId('save-volcengine'));
  await waitFor(() => expect(calls(backend, 'saveProvider')).toEqual([['volcengine']]));
  await waitFor(() => expect(screen.queryByTestId('second-asks-nobody')).toBeNull());
});

test('the batch says what today cost and what it may cost still', async () => {
  await begin();
  // Two wait for a provider whose price nobody has said.
  await waitFor(() => expect(screen.getByTestId('batch').textContent).toContain('今日约 ¥5.80'));
  expect((await screen.findByTestId('may-cost')).textContent).toBe('余下至多计费 2 次');
});

test('the whole window grows and shrinks by keys, within bounds, and by the settings', async () => {
  const { backend, user } = await begin();
  const kept = () => calls(backend, 'savePreferences').map(([preferences]) => (preferences as { zoom: number }).zoom);
  await user.keyboard('{Control>}{Alt>}=={/Alt}{/Control}');
  await waitFor(() => expect(kept()).toEqual([110, 125]));
  await user.keyboard('{Control>}{Alt>}0-----{/Alt}{/Control}');
  // The least size is kept once, however often the key is pressed.
  await waitFor(() => expect(kept()).toEqual([110, 125, 100, 90, 80]));
  await user.keyboard('{Control>},{/Control}');
  await user.selectOptions(await screen.findByTestId('zoom'), '150%');
  await waitFor(() => expect(kept().at(-1)).toBe(150));
});
