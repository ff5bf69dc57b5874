import { expect, test } from 'vitest';

import { parseCompanies } from './table';

const FIRST = { name: '杭州远山商贸有限公司', tax_id: '913301000000000000', address_phone: '西湖路 1 号 0571-1', bank_account: '远山银行 622' };

test('rows from Excel in the usual order', () => {
  const text = '杭州远山商贸有限公司\t9133 0100 0000 000000\t西湖路 1 号 0571-1\t远山银行 622\r\n苏州青禾有限公司\r\n';
  expect(parseCompanies(text)).toEqual({
    companies: [FIRST, { name: '苏州青禾有限公司', tax_id: null, address_phone: null, bank_account: null }],
    skipped: 0,
  });
});

test('a header row decides the columns, two of them may make one field', () => {
  const text = '统一社会信用代码\t单位名称\t开户银行\t账号\t地址\t电话\n913301000000000000\t杭州远山商贸有限公司\t远山银行\t622\t西湖路 1 号\t0571-1';
  expect(parseCompanies(text).companies).toEqual([FIRST]);
});

test('CSV with quotes', () => {
  const text = '名称,税号\n"远山, ""甲"" 公司",913301000000000000';
  expect(parseCompanies(text).companies[0]).toMatchObject({ name: '远山, "甲" 公司', tax_id: '913301000000000000' });
});

test('rows that cannot be kept are counted, not guessed', () => {
  const text = '\t913301000000000000\n甲公司\t12345\n乙公司\t913301000000000000';
  const { companies, skipped } = parseCompanies(text);
  expect(companies.map(({ name }) => name)).toEqual(['乙公司']);
  expect(skipped).toBe(2);
});

test('a company whose name holds the word of a header is a company', () => {
  expect(parseCompanies('某某单位名称管理公司\t913301000000000000').companies).toHaveLength(1);
});
