export { ProviderSettings } from './ProviderSettings';
