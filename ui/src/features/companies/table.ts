import type { CompanyEdit } from '../../platform';

type Column = keyof CompanyEdit;

/** The words that head a column, as tax software and address lists write them. */
const HEADS: readonly [RegExp, Column][] = [
  [/税号|识别号|信用代码|tax|id$/i, 'tax_id'],
  [/地址|电话|address|phone/i, 'address_phone'],
  [/开户|银行|账号|帐号|bank|account/i, 'bank_account'],
  [/名称|公司|抬头|单位|name|company|title/i, 'name'],
];
const ORDER: readonly Column[] = ['name', 'tax_id', 'address_phone', 'bank_account'];

/** The cells of a line: separated by tabs, else by commas, with quotes around cells that hold one. */
function cells(line: string): string[] {
  if (line.includes('\t')) return line.split('\t').map((cell) => cell.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"').trim());
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '"' && quoted && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (!quoted && (character === ',' || character === '，')) {
      found.push(cell.trim());
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...found, cell.trim()];
}

function heads(row: readonly string[]): (Column | null)[] | null {
  const columns = row.map((cell) => HEADS.find(([words]) => words.test(cell))?.[1] ?? null);
  // A company's own name may hold such a word; two columns that are headed differently make a header.
  const known = new Set(columns.filter((column) => column !== null));
  const noNumbers = !row.some((cell) => /\d{6}/.test(cell));
  return noNumbers && known.has('name') && (known.size > 1 || row.length === 1) && row.every((cell) => cell.length < 16) ? columns : null;
}

export interface CompanyTable {
  companies: CompanyEdit[];
  /** Rows that name no company, or whose number cannot be one. */
  skipped: number;
}

/** Companies from rows that were copied in Excel, or from CSV. */
export function parseCompanies(text: string): CompanyTable {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(cells);
  const header = rows[0] && heads(rows[0]);
  const columns = header ?? ORDER;
  const table: CompanyTable = { companies: [], skipped: 0 };
  for (const row of header ? rows.slice(1) : rows) {
    const of = (column: Column) => {
      // Address and telephone, or bank and account, may stand in two columns.
      const text = row.filter((_, at) => columns[at] === column).join(' ').trim();
      return text === '' ? null : text;
    };
    const name = of('name');
    const taxId = of('tax_id')?.replace(/\s/g, '').toUpperCase() ?? null;
    if (name === null || (taxId !== null && !/^[0-9A-Z]{15,20}$/.test(taxId))) {
      table.skipped += 1;
      continue;
    }
    table.companies.push({ name, tax_id: taxId, address_phone: of('address_phone'), bank_account: of('bank_account') });
  }
  return table;
}
