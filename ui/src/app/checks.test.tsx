import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import { FakeBackend } from '../platform/fake';
import { begin, layOut } from './stand-in';

layOut();

const calls = (backend: FakeBackend, name: string) => backend.calls.filter((call) => call.name === name).map((call) => call.args);

test('the earlier one of two is opened and compared by keys, with what was done with it', async () => {
  const { user } = await begin();
  await user.click(await screen.findByText('12,800.00'));
  const duplicate = await screen.findByTestId('duplicate');
  expect(duplicate.textContent).toContain('已导出到 发票导出 2026-05.xlsx');
  expect(duplicate.textContent).toContain('已报销');
  await user.keyboard('{Alt>}d{/Alt}');
  const sheet = await screen.findByTestId('compare-sheet');
  expect(within(sheet).getAllByRole('img')).toHaveLength(2);
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByTestId('compare-sheet')).toBeNull());
  await user.keyboard('{Alt>}d{/Alt}');
  await screen.findByTestId('compare-sheet');
  await user.keyboard('{Alt>}o{/Alt}');
  await waitFor(() => expect(screen.getByTestId('position').textContent).toBe('3 / 3'));
  expect(screen.queryByTestId('compare-sheet')).toBeNull();
});

test('what lies beneath a sheet gets no key, and Tab does not leave it', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('12,800.00'));
  await screen.findByTestId('duplicate');
  await user.keyboard('{Alt>}d{/Alt}');
  const sheet = await screen.findByTestId('compare-sheet');
  await user.keyboard('{Delete}{Control>}g{/Control}');
  for (let stop = 0; stop < 5; stop += 1) {
    await user.tab();
    expect(sheet.contains(document.activeElement)).toBe(true);
  }
  await user.tab({ shift: true });
  expect(sheet.contains(document.activeElement)).toBe(true);
  expect(screen.getByTestId('compare-sheet')).toBe(sheet);
  expect(screen.queryByTestId('wall')).toBeNull();
  expect(calls(backend, 'remove')).toEqual([]);
});

test('what differs from the own company is marked and what is only worth knowing is in sight', async () => {
  const { user } = await begin();
  await user.click(await screen.findByText('12,800.00'));
  await waitFor(() => expect(screen.getAllByTestId('note').map((note) => note.dataset['code'])).toEqual(['consecutive_numbers', 'new_seller']));
  await user.click(screen.getByLabelText('购买方名称'));
  const detail = await screen.findByTestId('field-detail');
  expect([...detail.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(expect.arrayContaining(['棠', '堂']));
});

test('the buyer becomes an own company by one key, and everything opened is asked for again', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('962.00'));
  await screen.findByTestId('primary');
  const before = calls(backend, 'openDocument').filter(([id]) => id === 5).length;
  await user.keyboard('{Alt>}g{/Alt}');
  await waitFor(() => expect(calls(backend, 'addBuyerAsCompany')).toEqual([[5]]));
  await waitFor(() => expect(calls(backend, 'openDocument').filter(([id]) => id === 5).length).toBeGreaterThan(before));
});

test('companies are added, pasted and taken back', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByTestId('place-settings'));
  await user.click(await screen.findByTestId('company-paste-open'));
  await user.click(screen.getByTestId('company-paste'));
  await user.paste('名称\t税号\n甲公司\t913301000000000000\n乙公司\t12');
  expect(screen.getByText('1 行没有名称或税号不成形，不会导入')).toBeTruthy();
  await user.click(screen.getByTestId('company-import'));
  await waitFor(() => expect(screen.getAllByTestId('company')).toHaveLength(1));
  await user.click(within(screen.getByTestId('company')).getByRole('button', { name: '删除' }));
  await waitFor(() => expect(screen.queryByTestId('company')).toBeNull());
  await user.click(within(screen.getByTestId('toasts')).getByRole('button', { name: '撤销' }));
  await waitFor(() => expect(calls(backend, 'addCompanies')).toHaveLength(2));
});

test('the answer of the tax platform is recorded and can be taken back', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByText('962.00'));
  await screen.findByTestId('primary');
  await user.keyboard('{Alt>}v{/Alt}');
  await user.click(await screen.findByTestId('answer-not_found'));
  await waitFor(() => expect(screen.getByTestId('answer').dataset['answer']).toBe('not_found'));
  await user.click(screen.getByTestId('answer-not_found'));
  await waitFor(() => expect(calls(backend, 'recordVerification')).toEqual([[5, 'not_found'], [5, null]]));
  await user.keyboard('{Alt>}0{/Alt}');
  await waitFor(() => expect(calls(backend, 'openVerificationPage')).toHaveLength(1));
});

test('statistics: figures, their table, and honest emptiness', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByTestId('place-statistics'));
  expect(await screen.findByText('98.13%')).toBeTruthy();
  expect(screen.getAllByTestId('recommendation')[1]?.textContent).toContain('差别还在偶然范围内');
  await user.click(screen.getByRole('radio', { name: '表' }));
  expect(await screen.findByRole('table', { name: '随时间' })).toBeTruthy();
  await user.click(screen.getByTestId('learns'));
  await waitFor(() => expect(calls(backend, 'setLearning')).toEqual([[true]]));
  cleanup();
  const empty = await begin(new FakeBackend({ empty: true }));
  await empty.user.click(await screen.findByTestId('place-statistics'));
  expect(await screen.findByTestId('statistics-empty')).toBeTruthy();
});

test('the ledger marks what was chosen as reimbursed, and shows what was found', async () => {
  const { backend, user } = await begin();
  await user.click(await screen.findByTestId('place-ledger'));
  expect((await screen.findByTestId('row-findings')).textContent).toContain('校验位不符');
  expect(screen.getByTestId('row-verified').textContent).toBe('查验一致');
  const boxes = within(screen.getByRole('table')).getAllByRole('checkbox');
  if (boxes[2]) await user.click(boxes[2]);
  await user.click(await screen.findByTestId('reimburse'));
  await waitFor(() => expect(calls(backend, 'setReimbursed')[0]?.[1]).toBe(true));
});
