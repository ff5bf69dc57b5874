export { DeskProvider, useDeskState, useQueue } from './model/context';
export { Desk } from './model/desk';
export { ReviewPlace } from './ReviewPlace';
