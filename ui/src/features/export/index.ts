export { ExportButton, useExport, type ExportWish } from './ExportButton';
