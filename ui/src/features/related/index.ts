export { RelatedChecks } from './RelatedChecks';
