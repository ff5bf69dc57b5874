import type { LedgerFilter, LedgerPage, LedgerRow, ReadingView, WallCell } from '../types';
import type { Held } from './documents';

/** What each recognizer read of a document: where the first left a doubt, another one was asked. */
export function readingsOf(held: Held): ReadingView[] {
  const { read, view } = held;
  const first = [...read.values()].flatMap(({ path, value }) => (value === null ? [] : [{ path, value }]));
  const other = [...read.values()].flatMap(({ path, value, alternatives }) => {
    const text = alternatives[0]?.value ?? value;
    return text === null ? [] : [{ path, value: text }];
  });
  const differs = [...read.values()].some(({ alternatives }) => alternatives.length > 0);
  const at = Date.UTC(2026, 4, 28, 6, 2);
  return [{ provider: view.provider, at, charged: false, fields: first }, ...(differs ? [{ provider: 'volcengine', at: at + 60_000, charged: true, fields: other }] : [])];
}

/** One field of all documents that wait for review. */
export function wallOf(documents: readonly Held[], path: string): WallCell[] {
  return documents.flatMap(({ id, view }): WallCell[] => {
    const field = view.fields.find((one) => one.path === path);
    if (view.state !== 'ready' || !field || field.value === null || field.trust === 'yours') return [];
    const xs = field.region?.filter((_, index) => index % 2 === 0);
    const ys = field.region?.filter((_, index) => index % 2 === 1);
    return [
      {
        id,
        file_name: view.file_name,
        seller: view.fields.find((one) => one.path === 'seller.name')?.value ?? null,
        value: field.value,
        trust: field.trust,
        reason: field.reason,
        page: field.page,
        bounds: xs && ys ? [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] : null,
        quarter_turns: 0,
      },
    ];
  });
}

/** The reviewed documents that meet some conditions. */
export function ledgerOf(documents: readonly Held[], filter: LedgerFilter): LedgerPage {
  const rows: LedgerRow[] = documents
    .filter((held) => held.view.state === 'reviewed')
    .map((held) => {
      const value = (path: string) => held.view.fields.find((field) => field.path === path)?.value ?? null;
      return {
        id: held.id,
        invoice_type: value('invoice_type'),
        code: value('code'),
        number: value('number'),
        date: value('issue_date'),
        seller: value('seller.name'),
        buyer: value('buyer.name'),
        net: value('total_amount'),
        tax: value('total_tax'),
        gross: value('amount_with_tax'),
        reviewed_at: held.view.reviewed_at ?? 0,
        uses: held.view.uses,
        verification: held.view.verification.answer,
        findings: held.view.findings,
      };
    })
    .filter((row) => [row.seller, row.number, row.gross, row.buyer].some((text) => text?.includes(filter.search)))
    .filter((row) => (!filter.from || (row.date ?? '') >= filter.from) && (!filter.to || (row.date ?? '') <= filter.to));
  const add = (pick: (row: LedgerRow) => string | null) => (rows.reduce((fen, row) => fen + Math.round(Number(pick(row) ?? 0) * 100), 0) / 100).toFixed(2);
  return {
    rows: rows.slice(filter.offset, filter.offset + filter.limit),
    total: rows.length,
    net_sum: add((row) => row.net),
    gross_sum: add((row) => row.gross),
    tax_sum: add((row) => row.tax),
  };
}
