/** Tables as spreadsheets put them on the clipboard: tabs between cells, line ends between rows, quotes around both. */

export function parseTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  const clean = text.replace(/\r\n?/g, '\n');
  for (let i = 0; i < clean.length; i += 1) {
    const c = clean[i] ?? '';
    if (quoted) {
      if (c === '"' && clean[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === '\t') endCell();
    else if (c === '\n') endRow();
    else cell += c;
  }
  if (cell !== '' || row.length > 0) endRow();
  // Spreadsheets end with an empty line; empty rows in between are kept.
  while (rows.length > 0 && (rows.at(-1) ?? []).every((text_) => text_ === '')) rows.pop();
  return rows;
}

export function printTable(rows: readonly (readonly string[])[]): string {
  const print = (cell: string) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(print).join('\t')).join('\n');
}

/** Whether the text is a table and not a single value. */
export function isTable(text: string): boolean {
  const rows = parseTable(text);
  return rows.length > 1 || (rows[0]?.length ?? 0) > 1;
}
