import type { WordView } from '../types';
import type { FakeDocument } from './invoices';

export const WIDTH = 610;
export const HEIGHT = 396;

export interface Drawing {
  svg: string;
  regions: Map<string, number[]>;
  words: WordView[];
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function width(text: string, size: number): number {
  return Array.from(text).reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? size : size * (c === '%' ? 0.9 : 0.52)), 0);
}

/** Draws the page of an invented invoice, and tells where everything stands. */
export function draw(document: FakeDocument): Drawing {
  const out: string[] = [];
  const regions = new Map<string, number[]>();
  const words: WordView[] = [];

  const text = (x: number, y: number, words_: string, size = 9, path?: string, colour = '#222', end = false) => {
    const w = width(words_, size);
    const left = end ? x - w : x;
    out.push(`<text x="${left}" y="${y}" font-size="${size}" fill="${colour}" textLength="${w.toFixed(1)}">${escape(words_)}</text>`);
    const box = [left - 2, y - size, left + w + 2, y + size * 0.25].map((v, i) => v / (i % 2 ? HEIGHT : WIDTH));
    const [l = 0, t = 0, r = 0, b = 0] = box;
    words.push({ text: words_, bounds: [l, t, r, b] });
    if (path) regions.set(path, [l, t, r, t, r, b, l, b]);
  };
  const label = (x: number, y: number, words_: string, size = 9) => text(x, y, words_, size, undefined, '#96551f');
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    out.push(`<path d="M${x1} ${y1}H${x2}V${y2}" stroke="#96551f" fill="none" stroke-width=".8"/>`);

  const h = document.header;
  const printed = (path: string) => document.trust?.[path]?.printed ?? h[path] ?? '';
  if (!h['number']) {
    out.push('<rect x="60" y="60" width="490" height="270" fill="#efece4" transform="rotate(-2 300 200)"/>');
    for (let i = 0; i < 9; i += 1) {
      out.push(`<rect x="${90 + (i % 2) * 200}" y="${90 + i * 22}" width="${120 + ((i * 53) % 90)}" height="7" fill="#cfc9bb" transform="rotate(-2 300 200)"/>`);
    }
  } else {
    text(160, 34, printed('title'), 17, 'title', '#96551f');
    line(150, 40, 420, 40);
    line(150, 43, 420, 43);
    out.push('<ellipse cx="305" cy="30" rx="42" ry="25" fill="none" stroke="#d33" stroke-width="1.6" opacity=".75"/>');
    if (h['code']) {
      label(430, 18, '发票代码：');
      text(475, 18, printed('code'), 9, 'code');
    }
    label(430, 32, '发票号码：');
    text(475, 32, printed('number'), 9, 'number');
    label(430, 50, '开票日期：');
    const [year, month, day] = printed('issue_date').split('-');
    text(475, 50, `${year ?? ''}年${month ?? ''}月${day ?? ''}日`, 9, 'issue_date');
    if (h['check_code']) {
      label(20, 50, '校验码：');
      text(60, 50, printed('check_code'), 9, 'check_code');
    }
    out.push('<rect x="16" y="80" width="578" height="286" fill="none" stroke="#96551f" stroke-width="1"/>');
    for (const [side, x] of [['buyer', 24], ['seller', 315]] as const) {
      label(x, 98, '名称：');
      text(x + 30, 98, printed(`${side}.name`), 10, `${side}.name`);
      label(x, 126, '纳税人识别号：');
      text(x + 68, 126, printed(`${side}.tax_id`), 10, `${side}.tax_id`);
    }
    line(305, 80, 305, 146);
    line(16, 146, 594, 146);
    ['项目名称', '规格型号', '单位', '数量', '单价', '金额', '税率', '税额'].forEach((name, i) =>
      label([60, 170, 222, 265, 320, 400, 460, 540][i] ?? 0, 162, name, 8),
    );
    const shown = document.lines.slice(0, 9);
    const tall = Math.min(14, 110 / Math.max(1, shown.length));
    shown.forEach((item, i) => {
      const y = 178 + i * tall;
      text(24, y, item.name, 8, `items[${i}].name`);
      if (item.specification) text(170, y, item.specification, 8, `items[${i}].specification`);
      if (item.unit) text(224, y, item.unit, 8, `items[${i}].unit`);
      if (item.quantity) text(284, y, item.quantity, 8, `items[${i}].quantity`, '#222', true);
      if (item.unit_price) text(350, y, item.unit_price, 8, `items[${i}].unit_price`, '#222', true);
      text(428, y, item.amount, 8, `items[${i}].amount`, '#222', true);
      text(463, y, item.tax_rate, 8, `items[${i}].tax_rate`);
      text(582, y, item.tax, 8, `items[${i}].tax`, '#222', true);
    });
    line(16, 296, 594, 296);
    label(60, 310, '合　　计');
    text(428, 310, `¥${printed('total_amount')}`, 9, 'total_amount', '#222', true);
    text(582, 310, `¥${printed('total_tax')}`, 9, 'total_tax', '#222', true);
    line(16, 317, 594, 317);
    label(40, 333, '价税合计（大写）');
    text(180, 333, `⊗ ${printed('amount_in_words')}`, 10, 'amount_in_words');
    label(440, 333, '（小写）');
    text(582, 333, `¥${printed('amount_with_tax')}`, 10, 'amount_with_tax', '#222', true);
    line(16, 340, 594, 340);
    label(24, 354, '备注');
    if (h['remarks']) text(54, 354, printed('remarks').slice(0, 60), 8, 'remarks');
    label(24, 382, '开票人：');
    text(64, 382, printed('drawer'), 9, 'drawer');
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH * 3}" height="${HEIGHT * 3}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Noto Serif CJK SC, serif"><rect width="100%" height="100%" fill="#fff"/>${out.join('')}</svg>`;
  return { svg, regions, words };
}
