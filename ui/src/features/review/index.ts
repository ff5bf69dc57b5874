export { DeskProvider, useDeskState, useQueue } from './model/context';
export { Desk } from './model/desk';
export { ReadingNow } from './queue/Reading';
export { ReviewPlace } from './ReviewPlace';
