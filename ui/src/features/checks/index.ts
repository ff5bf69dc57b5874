export { CheckSettingsSection } from './CheckSettingsSection';
