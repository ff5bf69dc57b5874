export { DropOverlay, ImportButton, IntakeNotice, useIntake, Welcome, type Intake } from './intake';
