export { LedgerPlace, type LedgerExport } from './LedgerPlace';
