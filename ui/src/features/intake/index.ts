export { DropOverlay, ImportButton, IntakeNotice, useIntake, Welcome, type Intake } from './intake';
export { LinkBar } from './LinkBar';
