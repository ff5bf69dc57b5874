import type { FieldView, Sentence } from '../types';
import type { FakeDocument } from './invoices';
import { draw } from './picture';

const certain: Sentence[] = [
  { zh: 'OFD 标签 = 文本层', en: 'OFD tags = text layer' },
  { zh: '文本层', en: 'text layer' },
  { zh: 'OFD 标签 = 文本层 = 二维码', en: 'OFD tags = text layer = QR' },
];
const REASONS: Record<string, Sentence> = {
  'buyer.name': { zh: '本公司', en: 'own company' },
  'buyer.tax_id': { zh: '本公司', en: 'own company' },
  amount_with_tax: { zh: '文本层 = 大写 = 两项和', en: 'text layer = words = sum' },
};

/** What the invented document reads as, field by field. */
export function readFields(document: FakeDocument): Map<string, FieldView> {
  const { regions } = draw(document);
  const fields = new Map<string, FieldView>();
  const add = (path: string, value: string | undefined) => {
    if (value === undefined) return;
    const special = document.trust?.[path];
    fields.set(path, {
      path,
      value,
      text: value,
      page: 1,
      region: document.pages === 0 ? null : (regions.get(path) ?? null),
      confidence: special ? 0.6 : 1,
      doubts: [],
      source: special ? 'ocr' : 'ofd',
      trust: special?.trust ?? 'certain',
      reason: special ?? REASONS[path] ?? certain[path.length % certain.length] ?? { zh: '', en: '' },
      alternatives: special?.alternatives ?? [],
    });
  };
  for (const [path, value] of Object.entries(document.header)) add(path, value);
  document.lines.forEach((line, index) => {
    for (const [name, value] of Object.entries(line) as [string, string][]) add(`items[${index}].${name}`, value);
  });
  return fields;
}

/** Shows an edit as the program would: dates and amounts in their one spelling. */
export function normalised(path: string, value: string | null): string | null {
  if (value === null || value.trim() === '') return null;
  const plain = value.normalize('NFKC').trim();
  if (/(amount|tax|total_tax|total_amount|quantity|unit_price|amount_with_tax)$/.test(path)) {
    const digits = plain.replace(/[¥,\s元]/g, '');
    return /^-?\d+(\.\d*)?$/.test(digits) && !/(quantity|unit_price)$/.test(path) ? Number(digits).toFixed(2) : digits;
  }
  if (path === 'issue_date') {
    const match = /^(\d{4})\D*(\d{1,2})\D*(\d{1,2})\D*$/.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
    return match ? `${match[1] ?? ''}-${(match[2] ?? '').padStart(2, '0')}-${(match[3] ?? '').padStart(2, '0')}` : plain;
  }
  return path.endsWith('tax_id') ? plain.toUpperCase().replace(/\s/g, '') : plain;
}
