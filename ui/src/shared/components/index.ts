export { Button, Kbd } from './Button';
export { DayField } from './DayField';
export { Difference } from './Difference';
export { Icon } from './Icon';
export { Mark, type MarkKind } from './Mark';
export { PaneBoundary, Resizer, useRememberedWidth } from './Pane';
export { Popover, PopoverItem } from './Popover';
export { Segmented } from './Segmented';
export { dismissToasts, toast, Toasts } from './Toasts';
