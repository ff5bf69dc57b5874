import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import { FakeBackend } from '../platform/fake';
import { begin, layOut } from './stand-in';

layOut();

const rowOf = (text: string) => {
  const found = screen.getAllByTestId('queue-row').find((row) => row.textContent.includes(text));
  if (!found) throw new Error(`no row tells of ${text}`);
  return found;
};

test('a search that finds nothing is cleared where it says so', async () => {
  const { user } = await begin();
  const all = (await screen.findAllByTestId('queue-row')).length;
  await user.type(screen.getByRole('searchbox'), '没有这家');
  await user.click(await screen.findByTestId('clear-search'));
  expect(screen.getAllByTestId('queue-row')).toHaveLength(all);
  expect(screen.queryByTestId('clear-search')).toBeNull();
});

test('a key that was refused leads to the settings of its provider; a damaged file does not', async () => {
  const { user } = await begin();
  await user.click(await screen.findByTestId('tab-failed'));
  await user.click(rowOf('合同盖章页'));
  await screen.findByTestId('retry');
  expect(screen.queryByTestId('open-settings')).toBeNull();
  await user.click(rowOf('密钥无效'));
  await user.click(await screen.findByTestId('open-settings'));
  expect(await screen.findByTestId('settings')).toBeTruthy();
});

test('what is reviewed offers the next one, and is not put aside', async () => {
  const { user } = await begin();
  await user.click(await screen.findByTestId('tab-reviewed'));
  await user.click(rowOf('望京物业'));
  const next = await screen.findByTestId('next');
  await user.keyboard('{Escape}');
  expect(screen.queryByText('稍后处理，原因是')).toBeNull();
  await user.click(next);
  await waitFor(() => expect(screen.getByTestId('form').textContent).toContain('飞渡快运有限公司'));
});

test('a rule speaks in brief beside its field, and in full beneath it while it is focused', async () => {
  const backend = new FakeBackend();
  const open = backend.openDocument.bind(backend);
  const brief = { zh: '税号校验位不符', en: 'check digit fails' };
  backend.openDocument = async (id) => {
    const view = await open(id);
    const findings = view.findings.map((finding) => ({ ...finding, brief }));
    const [finding] = findings;
    const said = (path: string) => finding?.fields.includes(path);
    return { ...view, findings, fields: view.fields.map((field) => (finding && said(field.path) ? { ...field, reason: finding.message } : field)) };
  };
  const { user } = await begin(backend);
  await user.click((await screen.findAllByTestId('queue-row')).find((row) => row.dataset['id'] === '2') as HTMLElement);
  const field = await waitFor(() => {
    const found = document.querySelector<HTMLElement>('[data-field="seller.tax_id"]');
    if (!found || found.dataset['trust'] !== 'doubtful') throw new Error('the document is not open yet');
    return found;
  });
  const sentence = '第 5 位不会是字母 O，改为 0 后校验通过';
  expect(field.querySelector('[data-trust="doubtful"][title]')?.textContent).toContain(brief.zh);
  await user.click(within(field).getByRole('textbox'));
  expect(within(field).getByTestId('field-detail').textContent).toContain(sentence);
  expect(field.querySelector('[data-trust="doubtful"][title]')?.textContent).not.toContain(sentence);
});
