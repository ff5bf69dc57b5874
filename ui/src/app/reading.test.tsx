import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import { begin, layOut } from './stand-in';

layOut();

const row = () => {
  const found = screen.getAllByTestId('queue-row').find((one) => one.dataset['state'] === 'working');
  if (!found) throw new Error('nothing is being read in the invented queue');
  return found;
};

test('how far the reading of a page has come stands in its row and in the status bar, and does not speak', async () => {
  const { backend } = await begin();
  await waitFor(() => expect(row().textContent).toContain('第 2/5 页 · 40%'));
  const id = Number(row().dataset['id']);
  act(() => backend.emit('pages-read', [{ id, page: 3, pages: 5, share: 0.259 }]));
  expect(row().textContent).toContain('第 3/5 页 · 25%');
  const now = screen.getByRole('progressbar', { name: '当前页识别进度' });
  expect(now.getAttribute('aria-valuenow')).toBe('25');
  expect(now.getAttribute('aria-valuetext')).toBe('正在识别 第 3/5 页 · 25%');
  expect(now.closest('[aria-live], [role=status], [role=alert]')).toBeNull();
});

test('the last page ends it, and so does the news that the document is read', async () => {
  const { backend } = await begin();
  await waitFor(() => expect(screen.getByTestId('reading')).toBeTruthy());
  const id = Number(row().dataset['id']);
  act(() => backend.emit('pages-read', [{ id, page: 5, pages: 5, share: 1 }]));
  expect(screen.queryByTestId('reading')).toBeNull();
  expect(row().textContent).toContain('识别中…');

  act(() => backend.emit('pages-read', [{ id, page: 5, pages: 5, share: 0.9 }]));
  expect(screen.getByTestId('reading')).toBeTruthy();
  await act(() => backend.cancel([id]));
  expect(screen.queryByTestId('reading')).toBeNull();
  // News of the page that come late are about nothing.
  act(() => backend.emit('pages-read', [{ id, page: 5, pages: 5, share: 0.95 }]));
  expect(screen.queryByTestId('reading')).toBeNull();
});

test('a document that is being read on this machine can be stopped; one that was sent cannot', async () => {
  const { backend, user } = await begin();
  await waitFor(() => expect(screen.getByTestId('reading')).toBeTruthy());
  const id = Number(row().dataset['id']);
  await user.click(row());
  const panel = await screen.findByTestId('state-panel');
  expect(panel.textContent).toContain('第 2/5 页');
  await user.click(within(panel).getByTestId('cancel'));
  await waitFor(() => expect(backend.calls.filter((call) => call.name === 'cancel').map((call) => call.args)).toEqual([[[id]]]));
});
