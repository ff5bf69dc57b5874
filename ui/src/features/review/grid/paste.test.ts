import { expect, test } from 'vitest';

import { sum } from '../../../shared/decimal';
import { MOST_LINES, pastedEdits } from './paste';
import { parseTable, printTable } from './table';

const SEEN = ['name', 'quantity', 'amount', 'tax_rate', 'tax'] as const;
const HEADINGS = new Set(['名称', '数量', '金额', '税率', '税额']);

test('a table survives the clipboard, with tabs and line ends inside its cells', () => {
  const rows = [
    ['*文具*笔', '0.5\tmm', '两\n行'],
    ['', '他说"好"', '3'],
  ];
  expect(parseTable(printTable(rows))).toEqual(rows);
  expect(parseTable('a\tb\r\nc\td\r\n')).toEqual([['a', 'b'], ['c', 'd']]);
});

test('columns go where the eye expects them', () => {
  expect(pastedEdits('笔\t2\t10.00\t13%\t1.30\n', 0, 'name', SEEN, HEADINGS)?.edits).toEqual([
    { path: 'items[0].name', value: '笔' },
    { path: 'items[0].quantity', value: '2' },
    { path: 'items[0].amount', value: '10.00' },
    { path: 'items[0].tax_rate', value: '13%' },
    { path: 'items[0].tax', value: '1.30' },
  ]);
});

test('a full line goes to all columns', () => {
  const pasted = pastedEdits('笔\t0.5\t盒\t2\t5\t10.00\t13%\t1.30', 3, 'name', SEEN, HEADINGS);
  expect(pasted?.edits.map((edit) => edit.path.replace('items[3].', ''))).toEqual(['name', 'specification', 'unit', 'quantity', 'unit_price', 'amount', 'tax_rate', 'tax']);
});

test('a heading is passed over, an empty cell clears, the rest of a line stays', () => {
  expect(pastedEdits('金额\t税率\n10.00\t\n20.00\t6%', 1, 'amount', SEEN, HEADINGS)).toEqual({
    rows: 2,
    edits: [
      { path: 'items[1].amount', value: '10.00' },
      { path: 'items[1].tax_rate', value: null },
      { path: 'items[2].amount', value: '20.00' },
      { path: 'items[2].tax_rate', value: '6%' },
    ],
  });
});

test('amounts as a sheet formats them arrive whole and add up before the program has answered', () => {
  const pasted = pastedEdits('"￥1,234.50"\t13%\t" 160.49 "\r\n(234.50)\t13%\t-30.49\r\n', 0, 'amount', SEEN, HEADINGS);
  const of = (field: string) => pasted?.edits.filter((edit) => edit.path.endsWith(`.${field}`)).map((edit) => edit.value) ?? [];
  expect(of('tax_rate')).toEqual(['13%', '13%']);
  expect(sum(of('amount'))).toBe('1000.00');
  expect(sum(of('tax'))).toBe('130.00');
});

test('too many lines are refused as a whole', () => {
  expect(pastedEdits('1\t2\n'.repeat(MOST_LINES + 1), 0, 'amount', SEEN, HEADINGS)).toBeNull();
});
