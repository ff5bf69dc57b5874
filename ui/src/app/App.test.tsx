import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';

import { FakeBackend } from '../platform/fake';
import { begin, field, layOut } from './stand-in';

layOut();

test('the first doubtful field has the focus, its reason and what to take', async () => {
  const { user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  const input = await field('销售方纳税人识别号');
  await waitFor(() => expect(document.activeElement).toBe(input));
  const detail = await screen.findByTestId('field-detail');
  expect(detail.textContent).toContain('改为 0 后校验通过');
  await user.keyboard('{Control>}j{/Control}');
  await waitFor(() => expect((input as HTMLInputElement).value).toBe('91110108690000000B'));
});

test('typing is kept when the next document is opened right away', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  const drawer = await field('开票人');
  await user.clear(drawer);
  await user.type(drawer, '王芳');
  await user.keyboard('{Control>}{ArrowDown}{/Control}');
  await waitFor(() => expect(screen.getByTestId('position').textContent).toBe('3 / 11'));
  const last = backend.calls.filter((call) => call.name === 'correct').at(-1);
  expect(last?.args.slice(0, 2)).toEqual([2, [{ path: 'drawer', value: '王芳' }]]);
});

test('Enter of an input method is no command', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  const input = await field('销售方纳税人识别号');
  await waitFor(() => expect(document.activeElement).toBe(input));
  for (const how of [{ isComposing: true, keyCode: 13 }, { keyCode: 229 }]) {
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...how }));
  }
  expect(backend.calls.some((call) => call.name === 'correct')).toBe(false);
  input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  await waitFor(() => expect(backend.calls.some((call) => call.name === 'correct')).toBe(true));
});

test('a document without doubts takes one key, and can be taken back', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('962.00'));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('primary')));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(backend.calls.filter((call) => call.name === 'finish').map((call) => call.args[0])).toEqual([5]));
  const toasts = screen.getByTestId('toasts');
  await user.click(await within(toasts).findByRole('button', { name: '撤销' }));
  await waitFor(() => expect(backend.calls.some((call) => call.name === 'reopen')).toBe(true));
});

test('the language changes live', async () => {
  const { user } = await begin();
  await user.click(screen.getByTestId('place-settings'));
  await user.click(await screen.findByRole('radio', { name: 'English' }));
  expect(await screen.findByText('Default recognizer')).toBeTruthy();
  expect(document.documentElement.lang).toBe('en');
});

test('a new secret is sent once and leaves the window', async () => {
  const { backend, user } = await begin();
  const save = vi.spyOn(backend, 'saveProvider');
  await user.click(screen.getByTestId('place-settings'));
  await user.click(await screen.findByTestId('open-jdcloud'));
  const secret = await screen.findByTestId('secret-secret_access_key');
  expect(secret.getAttribute('type')).toBe('password');
  await user.type(secret, 'never-shown');
  await user.click(screen.getByTestId('save-jdcloud'));
  await waitFor(() => expect((secret as HTMLInputElement).value).toBe(''));
  expect(save.mock.calls[0]?.[0].credentials).toEqual([{ name: 'secret_access_key', value: 'never-shown' }]);
  expect(document.body.textContent).not.toContain('never-shown');
});

test('a failed document says why, by code, and what can be done', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByTestId('tab-failed'));
  await user.click(await screen.findByText('IMG_2041.jpg'));
  expect((await screen.findByTestId('problem-code')).textContent).toBe('bad_credentials');
  await user.click(screen.getByTestId('retry'));
  await waitFor(() => expect(backend.calls.find((call) => call.name === 'retry')?.args).toEqual([[13], null]));
});

test('a document in doubt is sent again only when it is said so', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('扫描件_0230.jpg'));
  await screen.findByText('已发送，但没有收到结果');
  expect(backend.calls.some((call) => call.name === 'resolveInDoubt')).toBe(false);
  await user.click(screen.getByTestId('give-up'));
  await waitFor(() => expect(backend.calls.find((call) => call.name === 'resolveInDoubt')?.args).toEqual([9, false]));
});

test('an empty program says what to do and offers samples', async () => {
  const { backend, user } = await begin(new FakeBackend({ empty: true }));
  await user.click(await screen.findByTestId('add-samples'));
  await screen.findByTestId('intake-report');
  expect(backend.calls.some((call) => call.name === 'addSamples')).toBe(true);
  await waitFor(() => expect(screen.getAllByTestId('queue-row')).toHaveLength(3));
});

test('the ledger exports what is selected', async () => {
  const { backend, user } = await begin();
  await user.click(screen.getByTestId('place-ledger'));
  await user.click(await screen.findByRole('checkbox', { name: /24112000000040017753/ }));
  await user.click(screen.getByTestId('export'));
  await waitFor(() => expect(backend.calls.find((call) => call.name === 'exportExcel')?.args).toEqual([[14]]));
  expect((await screen.findByTestId('toasts')).textContent).toContain('.xlsx');
});

test('a table from a spreadsheet fills the lines in one step', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  const name = await field('第 1 行名称');
  await user.click(name);
  await user.paste('甲\t1\t100.00\t6%\t6.00\n乙\t2\t200.00\t6%\t12.00\n');
  await waitFor(() => expect(screen.getAllByTestId('item-row')).toHaveLength(2));
  const calls = backend.calls.filter((call) => call.name === 'correct');
  expect(calls).toHaveLength(1);
  expect(screen.getByTestId('sums').textContent).toContain('300.00');
});

test('who recognizes is chosen beside what it means, by keys alone', async () => {
  const { backend, user } = await begin();
  expect(screen.getByTestId('status').textContent).toContain('不离开本机');
  await user.keyboard('{Alt>}p{/Alt}');
  const menu = await screen.findByRole('group', { name: '新票据的识别方式' });
  expect(menu.textContent).toContain('发往 juhe.example · 成功识别计一次 · 每次 ¥0.20 · 今日调用 31 次，计费 29 次 · 今日约 ¥5.80 · 还可调用 469 次');
  await user.keyboard('2');
  await waitFor(() => expect(backend.calls.filter((call) => call.name === 'savePreferences').at(-1)?.args[0]).toMatchObject({ provider: 'auto' }));
  // Every host that a picture may be sent to is named beforehand.
  expect(screen.getByTestId('status').textContent).toContain('juhe.example');
  expect(screen.getByTestId('status').textContent).toContain('volcengine.example');
});

test('a provider without its keys leads to where they are typed', async () => {
  const { backend, user } = await begin();
  await user.click(screen.getByTestId('recognizer'));
  await user.click(within(screen.getByTestId('missing-jdcloud')).getByRole('button'));
  const secret = await screen.findByTestId('secret-access_key_id');
  await waitFor(() => expect(document.activeElement).toBe(secret));
  expect(backend.calls.some((call) => call.name === 'savePreferences')).toBe(false);
});

test('a pasted link is fetched only when that is said', async () => {
  const { backend, user } = await begin();
  (document.activeElement as HTMLElement | null)?.blur();
  await user.paste('点击下载：https://files.example/d?id=7');
  const bar = await screen.findByTestId('link');
  expect(bar.textContent).toContain('从 files.example 下载并识别？');
  expect(backend.calls.some((call) => call.name === 'addLink')).toBe(false);
  backend.refuse.set('addLink', { code: 'link_too_large', message: { zh: '文件太大', en: 'Too large' }, retryable: false });
  await user.click(screen.getByTestId('fetch-link'));
  expect((await within(bar).findByRole('alert')).textContent).toContain('文件太大');
  await user.click(screen.getByTestId('fetch-link'));
  await waitFor(() => expect(screen.queryByTestId('link')).toBeNull());
  expect(backend.calls.filter((call) => call.name === 'addLink').map((call) => call.args)).toEqual([['https://files.example/d?id=7'], ['https://files.example/d?id=7']]);
});

test('a link pasted into a field stays a text', async () => {
  const { user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  await user.click(await field('开票人'));
  await user.paste('https://files.example/d');
  expect((await field('开票人') as HTMLInputElement).value).toContain('https://files.example/d');
  expect(screen.queryByTestId('link')).toBeNull();
});

test('the files of an invoice are listed, and a copy is taken apart', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('4,449.00'));
  await user.click(await screen.findByTestId('files'));
  const list = await screen.findByTestId('file-list');
  expect(list.textContent).toContain('含数字签名（未验证）');
  await user.click(within(list).getByTestId('part-copy'));
  expect(backend.calls.some((call) => call.name === 'partCopy')).toBe(false);
  await user.click(within(list).getByTestId('part-copy'));
  await waitFor(() => expect(screen.queryByTestId('file-count')).toBeNull());
  expect(backend.calls.some((call) => call.name === 'partCopy')).toBe(true);
});
