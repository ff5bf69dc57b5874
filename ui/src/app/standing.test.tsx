import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import { FakeBackend } from '../platform/fake';
import { begin, layOut } from './stand-in';

layOut();

test('what is still coming says so, and nothing is counted before it is known', async () => {
  const { user } = await begin(new FakeBackend({ held: ['queue', 'ledgerPage', 'statistics', 'wall', 'companies', 'checkSettings'] }));
  expect((await screen.findByTestId('loading')).textContent).toContain('正在打开票据队列');
  expect(screen.getByTestId('tab-to_review').textContent).not.toContain('0');
  await user.keyboard('{Control>}g{/Control}');
  expect((await screen.findByTestId('loading')).textContent).toContain('这一栏');
  await user.keyboard('{Escape}{Control>}2{/Control}');
  await waitFor(() => expect(screen.getByTestId('loading').textContent).toContain('台账'));
  expect(screen.getByTestId('ledger-totals').textContent).not.toContain('0');
  await user.keyboard('{Control>}3{/Control}');
  await waitFor(() => expect(screen.getByTestId('loading').textContent).toContain('正在计算'));
  await user.keyboard('{Control>},{/Control}');
  await waitFor(() => expect(screen.getAllByTestId('loading')).toHaveLength(2));
});

test('what cannot be had says why, is not taken for empty, and can be tried again', async () => {
  const { backend, user } = await begin(new FakeBackend({ refused: ['queue', 'ledgerPage', 'statistics', 'wall', 'companies', 'checkSettings'] }));
  const lost = async (title: string, call: string) => {
    await waitFor(() => expect(screen.getAllByTestId('unreachable').some((one) => one.textContent.includes(title))).toBe(true));
    const box = screen.getAllByTestId('unreachable').find((one) => one.textContent.includes(title));
    expect(box?.textContent).toContain('磁盘没有响应');
    const before = backend.calls.filter(({ name }) => name === call).length;
    await user.click(within(box as HTMLElement).getByRole('button', { name: '重试' }));
    await waitFor(() => expect(backend.calls.filter(({ name }) => name === call).length).toBeGreaterThan(before));
  };
  await lost('票据队列打不开', 'queue');
  expect(screen.queryByTestId('welcome')).toBeNull();
  await user.keyboard('{Control>}g{/Control}');
  await lost('取不出这一栏', 'wall');
  await user.keyboard('{Escape}{Control>}2{/Control}');
  await lost('台账打不开', 'ledgerPage');
  await user.keyboard('{Control>}3{/Control}');
  await lost('统计打不开', 'statistics');
  await user.keyboard('{Control>},{/Control}');
  await lost('公司名单读不出来', 'companies');
  await lost('设置打不开', 'checkSettings');
});
