export { costAhead, costOf } from './cost';
export { ProviderSettings } from './ProviderSettings';
export { useRecognitions, type Recognition } from './recognition';
export { RecognizerChoice } from './RecognizerChoice';
