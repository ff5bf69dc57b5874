import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent as ReactPointerEvent } from 'react';

import type { PageView, WordView } from '../../../platform';
import { useMessages } from '../../../shared/i18n';
import { lineOf, rowPath, type ShownField } from '../model/fields';
import { boxOf, turnBox, unturnPoint, type Box } from './geometry';
import { Overlay } from './Overlay';
import styles from './PagePane.module.css';

/** How the page fills its pane: a fixed way, or pixels to the point. */
export type Zoom = 'width' | 'page' | number;

const MARGIN = 14;
/** Longest that the page may take to glide to a field, in milliseconds. */
const GLIDE = 120;

export interface Size {
  width: number;
  height: number;
}

/** Pixels to the point. */
export function scaleOf(zoom: Zoom, pane: Size, page: Size): number {
  if (typeof zoom === 'number') return zoom;
  const wide = Math.max(0.05, (pane.width - 2 * MARGIN) / page.width);
  const tall = Math.max(0.05, (pane.height - 2 * MARGIN) / page.height);
  return zoom === 'width' ? Math.min(wide, 4) : Math.min(wide, tall, 4);
}

function glide(pane: HTMLElement, left: number, top: number): () => void {
  const from = { left: pane.scrollLeft, top: pane.scrollTop };
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    pane.scrollTo(left, top);
    return () => undefined;
  }
  const began = performance.now();
  let frame = 0;
  const move = (now: number) => {
    const t = Math.min(1, (now - began) / GLIDE);
    const eased = 1 - (1 - t) ** 3;
    pane.scrollTo(from.left + (left - from.left) * eased, from.top + (top - from.top) * eased);
    if (t < 1) frame = requestAnimationFrame(move);
  };
  frame = requestAnimationFrame(move);
  return () => cancelAnimationFrame(frame);
}

interface Press {
  x: number;
  y: number;
  left: number;
  top: number;
  target: EventTarget | null;
  moved: boolean;
  /** Where a box was begun, in fractions of the unturned page. */
  box: [number, number] | null;
}

interface PageSheetProps {
  page: PageView;
  turns: number;
  zoom: Zoom;
  pane: Size;
  onPane: (size: Size) => void;
  onZoom: (zoom: number) => void;
  picture: string | null;
  pictureFailed: boolean;
  fields: readonly ShownField[];
  rows: ReadonlyMap<number, Box>;
  words: readonly WordView[];
  focused: string | null;
  hovered: string | null;
  canTake: boolean;
  onBox: (path: string) => void;
  /** A line item was clicked, beside its values. */
  onRow: (row: number) => void;
  onHover: (path: string | null) => void;
  /** A word was clicked. */
  onTake: (text: string, append: boolean) => void;
  /** A box was drawn: what is in it is to be read again. */
  onBoxed: (box: Box, append: boolean) => void;
}

/** One page with its boxes: it scrolls, pans by dragging, zooms about the pointer and glides to the focused field. */
export function PageSheet(props: PageSheetProps) {
  const { page, turns, zoom, pane, onPane, onZoom, picture, pictureFailed, fields, rows, words, focused, hovered, canTake } = props;
  const m = useMessages();
  const box = useRef<HTMLDivElement>(null);
  const press = useRef<Press | null>(null);
  const [drawn, setDrawn] = useState<Box | null>(null);

  const sideways = turns % 2 === 1;
  const turned = sideways ? { width: page.height, height: page.width } : { width: page.width, height: page.height };
  const scale = scaleOf(zoom, pane, turned);
  const width = turned.width * scale;
  const height = turned.height * scale;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => onPane({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, [onPane]);

  // The point under the pointer stays where it is while the scale changes.
  const anchor = useRef<{ x: number; y: number; atX: number; atY: number } | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    const held = anchor.current;
    if (!element || !held) return;
    anchor.current = null;
    element.scrollLeft = held.x * width + MARGIN - held.atX;
    element.scrollTop = held.y * height + MARGIN - held.atY;
  }, [width, height]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const next = Math.min(8, Math.max(0.2, scale * Math.exp(-event.deltaY * 0.0016)));
      const rect = element.getBoundingClientRect();
      const atX = event.clientX - rect.left;
      const atY = event.clientY - rect.top;
      anchor.current = {
        x: (element.scrollLeft + atX - MARGIN) / width,
        y: (element.scrollTop + atY - MARGIN) / height,
        atX,
        atY,
      };
      onZoom(next);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scale, width, height, onZoom]);

  // Brings the focused field into sight, calmly, and only where it is not.
  const target = fields.find((field) => field.path === focused)?.view;
  const line = lineOf(focused);
  // A value without a place stands at least in its line.
  const bounds = (target?.page === page.number ? boxOf(target.region) : null) ?? (line === null ? null : (rows.get(line) ?? null));
  const place = bounds ? Object.values(bounds).join() : '';
  useEffect(() => {
    const element = box.current;
    if (!element || !bounds || pane.width === 0) return;
    const at = turnBox(bounds, turns);
    const left = at.left * width + MARGIN;
    const right = at.right * width + MARGIN;
    const top = at.top * height + MARGIN;
    const bottom = at.bottom * height + MARGIN;
    const edge = 36;
    const seen =
      left >= element.scrollLeft + Math.min(edge, left) &&
      right <= element.scrollLeft + pane.width - 8 &&
      top >= element.scrollTop + Math.min(edge, top) &&
      bottom <= element.scrollTop + pane.height - edge;
    if (seen) return;
    return glide(element, (left + right) / 2 - pane.width / 2, (top + bottom) / 2 - pane.height / 2);
    // A new answer with the same region moves nothing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [focused, place, page.number, turns, scale, pane.width, pane.height]);

  const fractionAt = (event: ReactPointerEvent): [number, number] => {
    const rect = box.current?.firstElementChild?.getBoundingClientRect();
    if (!rect) return [0, 0];
    const x = Math.min(1, Math.max(0, (event.clientX - rect.left) / rect.width));
    const y = Math.min(1, Math.max(0, (event.clientY - rect.top) / rect.height));
    return unturnPoint(x, y, turns);
  };
  const drawnBox = (from: [number, number], event: ReactPointerEvent): Box => {
    const [x, y] = fractionAt(event);
    return { left: Math.min(from[0], x), top: Math.min(from[1], y), right: Math.max(from[0], x), bottom: Math.max(from[1], y) };
  };

  /** The line item under the pointer, also where a word lies over it. */
  const rowAt = (target: SVGElement, event: ReactPointerEvent): string | null => {
    if (target.dataset['row'] !== undefined) return rowPath(Number(target.dataset['row']));
    if (target.dataset['word'] === undefined) return null;
    const [x, y] = fractionAt(event);
    const under = [...rows].find(([, box]) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
    return under ? rowPath(under[0]) : null;
  };

  const onPointerDown = (event: ReactPointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 && event.button !== 1) return;
    // The field keeps the focus while the page is used.
    event.preventDefault();
    const element = event.currentTarget;
    // Some window managers keep Alt+drag for themselves: Shift does the same.
    const drawing = (event.altKey || event.shiftKey) && canTake;
    press.current = {
      x: event.clientX,
      y: event.clientY,
      left: element.scrollLeft,
      top: element.scrollTop,
      target: event.target,
      moved: false,
      box: drawing ? fractionAt(event) : null,
    };
    element.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: ReactPointerEvent<HTMLDivElement>) => {
    const held = press.current;
    if (!held) {
      props.onHover(event.target instanceof SVGElement ? (event.target.dataset['path'] ?? rowAt(event.target, event)) : null);
      return;
    }
    if (held.box) {
      setDrawn(drawnBox(held.box, event));
      return;
    }
    const dx = event.clientX - held.x;
    const dy = event.clientY - held.y;
    if (!held.moved && Math.hypot(dx, dy) < 4) return;
    held.moved = true;
    event.currentTarget.scrollTo(held.left - dx, held.top - dy);
  };
  const onPointerUp = (event: ReactPointerEvent<HTMLDivElement>) => {
    const held = press.current;
    press.current = null;
    setDrawn(null);
    if (!held) return;
    if (held.box) {
      const drawn = drawnBox(held.box, event);
      // A slip of the hand is no box.
      if (drawn.right - drawn.left > 0.002 && drawn.bottom - drawn.top > 0.002) props.onBoxed(drawn, event.ctrlKey || event.metaKey);
      return;
    }
    if (held.moved || !(held.target instanceof SVGElement)) return;
    const append = event.ctrlKey || event.metaKey;
    const { path, word } = held.target.dataset;
    if (path !== undefined && path !== focused && !append) {
      props.onBox(path);
      return;
    }
    const [x, y] = fractionAt(event);
    const index =
      word !== undefined
        ? Number(word)
        : words.findIndex(({ bounds: [l, t, r, b] }) => x >= l && x <= r && y >= t && y <= b);
    const text = words[index]?.text;
    if (canTake && text) {
      props.onTake(text, append);
      return;
    }
    const row = lineOf(rowAt(held.target, event));
    if (row !== null) props.onRow(row);
  };

  const turn = {
    0: 'none',
    1: `translate(${width}px, 0) rotate(90deg)`,
    2: `translate(${width}px, ${height}px) rotate(180deg)`,
    3: `translate(0, ${height}px) rotate(270deg)`,
  }[turns % 4 as 0 | 1 | 2 | 3];

  return (
    <div
      ref={box}
      className={styles.viewport}
      tabIndex={-1}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        press.current = null;
        setDrawn(null);
      }}
      onPointerLeave={() => props.onHover(null)}
    >
      <div className={styles.leaf} style={{ width, height }} role="img" aria-label={m.page.picture(page.number)} data-testid="page">
        <div className={styles.sheet} style={{ width: page.width * scale, height: page.height * scale, transform: turn }}>
          {picture && <img src={picture} alt="" draggable={false} data-testid="page-picture" />}
          {pictureFailed && <p className={styles.missing}>{m.page.pictureFailed}</p>}
          <Overlay page={page} fields={fields} rows={rows} words={words} focused={focused} hovered={hovered} drawn={drawn} canTake={canTake} />
        </div>
      </div>
    </div>
  );
}
