import type {
  AccuracyView,
  CheckSettings,
  CompanyEdit,
  CompanyView,
  FieldView,
  RelatedView,
  StatisticsView,
  TaxIdCheck,
  UsesView,
  VerificationView,
} from '../types';

/** What the fake says of checks: invented, but in the shapes and proportions of a real ledger. */

export const NO_USES: UsesView = { exports: [], reimbursed_at: null };

export const USED_IN_MAY: UsesView = {
  exports: [{ file_name: '发票导出 2026-05.xlsx', at: Date.UTC(2026, 4, 26, 2, 30) }],
  reimbursed_at: Date.UTC(2026, 4, 27, 8, 5),
};

/** An invented earlier invoice, exported and reimbursed. */
export function relatedTo(id: number, fields: Record<string, string>, file: string): RelatedView {
  return {
    id,
    file_name: file,
    state: 'reviewed',
    invoice_type: fields['invoice_type'] ?? null,
    code: fields['code'] ?? null,
    number: fields['number'] ?? null,
    date: fields['issue_date'] ?? null,
    seller: fields['seller.name'] ?? null,
    buyer: fields['buyer.name'] ?? null,
    amount: fields['amount_with_tax'] ?? null,
    has_page: true,
    uses: USED_IN_MAY,
  };
}

/** As the rules of the program have it, for the kinds that the fake knows. */
export function verificationInputs(fields: ReadonlyMap<string, FieldView>): VerificationView['inputs'] {
  const value = (path: string) => fields.get(path)?.value ?? null;
  const type = value('invoice_type') ?? '';
  const paths = type.startsWith('digital')
    ? ['number', 'issue_date', 'amount_with_tax']
    : type.includes('special')
      ? ['code', 'number', 'issue_date', 'total_amount']
      : type === ''
        ? []
        : ['code', 'number', 'issue_date', 'check_code'];
  return paths.map((path) => {
    const text = value(path);
    const typed = path === 'issue_date' ? text?.replaceAll('-', '') : path === 'check_code' ? text?.slice(-6) : text;
    return { path, last_six: path === 'check_code', value: typed ?? null };
  });
}

export function company(id: number, edit: CompanyEdit): CompanyView {
  return { ...edit, id, check_digit_holds: edit.tax_id ? checkTaxId(edit.tax_id).check_digit_holds : null };
}

export function checkTaxId(text: string): TaxIdCheck {
  const plain = text.replace(/\s/g, '').toUpperCase();
  const well_formed = /^[0-9A-Z]{15,20}$/.test(plain);
  const odd = /[IOSVZ]/.test(plain);
  return {
    well_formed,
    check_digit_holds: well_formed && plain.length === 18 ? !odd : null,
    suggestion: well_formed && odd ? plain.replace('O', '0').replace('I', '1') : null,
  };
}

export const CHECKS: CheckSettings = {
  patterns: ['consecutive_numbers', 'just_under_limit', 'new_seller', 'unusual_rate', 'red_without_blue', 'same_trip_twice'],
  patterns_off: [],
  limits: ['5000.00'],
};

const accuracy = (invoices: number, values: number, corrected: number): AccuracyView => ({ invoices, values, corrected });

export function statistics(learns: boolean, empty: boolean): StatisticsView {
  const none: StatisticsView = {
    all: accuracy(0, 0, 0),
    review_ms: null,
    providers: [],
    types: [],
    fields: [],
    periods: [],
    recommendations: [],
    least_sample: 20,
    learns,
  };
  if (empty) return none;
  const days = Array.from({ length: 14 }, (_, index) => {
    const day = `2026-05-${String(15 + index).padStart(2, '0')}`;
    const invoices = [31, 44, 0, 0, 52, 38, 47, 61, 29, 0, 0, 55, 42, 36][index] ?? 0;
    return {
      from: day,
      to: day,
      all: accuracy(invoices, invoices * 21, Math.round(invoices * (0.52 - index * 0.02))),
      review_ms: invoices === 0 ? null : 9_800 - index * 260,
    };
  });
  return {
    ...none,
    all: accuracy(435, 9_135, 171),
    review_ms: 6_200,
    providers: [
      { provider: 'offline', digital: accuracy(301, 6_321, 9), pictures: accuracy(134, 2_680, 214), recognition_ms: 420, calls: 0, charged: 0, in_doubt: 0 },
      { provider: 'juhe', digital: accuracy(0, 0, 0), pictures: accuracy(72, 1_512, 61), recognition_ms: 1_310, calls: 78, charged: 74, in_doubt: 1 },
      { provider: 'volcengine', digital: accuracy(0, 0, 0), pictures: accuracy(58, 1_102, 22), recognition_ms: 1_870, calls: 60, charged: 58, in_doubt: 0 },
    ],
    types: [
      { invoice_type: 'digital_special', all: accuracy(188, 4_136, 6), review_ms: 3_900, pictures: [] },
      { invoice_type: 'digital_ordinary', all: accuracy(113, 2_260, 5), review_ms: 3_700, pictures: [] },
      {
        invoice_type: 'special',
        all: accuracy(86, 1_892, 104),
        review_ms: 14_600,
        pictures: [
          { provider: 'offline', accuracy: accuracy(86, 1_806, 150) },
          { provider: 'juhe', accuracy: accuracy(46, 966, 44) },
          { provider: 'volcengine', accuracy: accuracy(40, 760, 11) },
        ],
      },
      {
        invoice_type: 'ordinary',
        all: accuracy(48, 847, 56),
        review_ms: 12_900,
        pictures: [
          { provider: 'offline', accuracy: accuracy(48, 874, 64) },
          { provider: 'juhe', accuracy: accuracy(26, 546, 17) },
        ],
      },
    ],
    fields: [
      ['seller.address_phone', 96, 31],
      ['items.specification', 611, 28],
      ['seller.bank_account', 94, 22],
      ['items.name', 702, 19],
      ['check_code', 61, 9],
      ['seller.tax_id', 435, 8],
      ['items.unit_price', 655, 7],
      ['buyer.name', 435, 5],
      ['amount_with_tax', 435, 2],
      ['number', 435, 1],
    ].map(([field, values, corrected]) => ({ field: String(field), all: accuracy(Number(values), Number(values), Number(corrected)) })),
    periods: days,
    recommendations: [
      {
        invoice_type: 'special',
        best: { provider: 'volcengine', accuracy: accuracy(40, 760, 11) },
        next: { provider: 'juhe', accuracy: accuracy(46, 966, 44) },
        clear: true,
      },
      {
        invoice_type: 'ordinary',
        best: { provider: 'juhe', accuracy: accuracy(26, 546, 17) },
        next: { provider: 'offline', accuracy: accuracy(48, 874, 64) },
        clear: false,
      },
    ],
  };
}
