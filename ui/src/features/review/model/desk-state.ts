import type { PageChange, Problem, QueueRow, ReviewPace } from '../../../platform';

/** Where the focus is wanted. */
export interface FocusWish {
  /** A field's path, or `finish` for the button that finishes the document. */
  target: string;
  /** Grows, so that the same wish can be made again. */
  turn: number;
}

export interface DeskState {
  /** The document on the desk. */
  current: number | null;
  /** The documents that come next and are opened already, the nearest first. */
  ahead: readonly number[];
  /** The field that has, or last had, the focus. */
  focused: string | null;
  hovered: string | null;
  wish: FocusWish | null;
  /** The list of what is open is shown, since finishing was asked for. */
  listing: boolean;
  postponing: boolean;
  /** Everything that was to review is reviewed. */
  allDone: boolean;
  /** One field of many documents is looked at, instead of one document. */
  wall: boolean;
  session: { reviewed: number; milliseconds: number; keys: number };
  /** How the review goes today, this session or another; `null` until known. */
  today: ReviewPace | null;
}

/** What the desk reports to the person, beyond the state it shows. */
export interface Notices {
  finished(row: QueueRow | undefined, id: number): void;
  postponed(row: QueueRow | undefined, id: number): void;
  notInvoice(row: QueueRow | undefined, id: number): void;
  removed(row: QueueRow | undefined, id: number): void;
  /** So many went to the recycle bin; `undo` brings them back. */
  removedAll(count: number, undo: () => void): void;
  problem(problem: Problem, id: number): void;
  sentAgain(): void;
  /** So many documents were stopped, and so many were sent before; `undo` lets them go on. */
  stopped(documents: number, sent: number, undo: () => void): void;
  dittoMissing(why: 'none' | 'empty'): void;
  /** Pages went elsewhere; from this document it can be taken back. */
  arranged(what: PageChange['kind'], id: number): void;
}

/** Nothing lies on it yet. */
export const EMPTY: DeskState = {
  current: null,
  ahead: [],
  focused: null,
  hovered: null,
  wish: null,
  listing: false,
  postponing: false,
  allDone: false,
  wall: false,
  session: { reviewed: 0, milliseconds: 0, keys: 0 },
  today: null,
};
