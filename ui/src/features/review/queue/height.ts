import { useEffect, useMemo, useState, type RefObject } from 'react';

import type { QueueRow } from '../../../platform';

const ONE_LINE = 50;
/** What each further line adds. */
const LINE = 16;
/** A reason is cut off after these. */
const MOST_LINES = 3;
/** Words are not parted, so that a line is seldom full. */
const RAGGED = 1.12;

/** What a row has beside its words, in pixels: the mark, gaps and edges. */
const BESIDE = 54;

/** Pixels of a character at the size of a reason: Chinese ones fill a square. */
const SQUARE = 12;
const NARROW = 6.3;

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character > '\u2e7f' ? SQUARE : NARROW;
  return width;
}

/** How high a row is: a reason that would be cut off gets a second line, and a third. */
export function rowHeight(reason: string, side: string, paneWidth: number): number {
  const room = Math.max(SQUARE, paneWidth - BESIDE - widthOf(side));
  const words = widthOf(reason);
  if (words <= room) return ONE_LINE;
  const lines = Math.min(MOST_LINES, Math.max(2, Math.ceil((words * RAGGED) / room)));
  return ONE_LINE + (lines - 1) * LINE;
}

/** The heights of the rows of a list as wide as its box. Only rows that changed are measured again. */
export function useRowHeights(box: RefObject<HTMLElement | null>, words: (row: QueueRow) => readonly [reason: string, side: string]): (row: QueueRow | undefined) => number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return useMemo(() => {
    const known = new WeakMap<QueueRow, number>();
    return (row) => {
      if (!row || width === 0) return ONE_LINE;
      const height = known.get(row) ?? rowHeight(...words(row), width);
      known.set(row, height);
      return height;
    };
  }, [words, width]);
}
