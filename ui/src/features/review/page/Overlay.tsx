import { memo } from 'react';

import type { FieldView, PageView, Trust, WordView } from '../../../platform';
import { lineOf, type ShownField } from '../model/fields';
import { boxOf, corners, type Box } from './geometry';
import styles from './PagePane.module.css';

/** Between what is printed and the line around it, in units of the page. */
const AIR = 1.2;

interface OverlayProps {
  page: PageView;
  fields: readonly ShownField[];
  /** The line items on this page. */
  rows: ReadonlyMap<number, Box>;
  words: readonly WordView[];
  focused: string | null;
  hovered: string | null;
  /** What is being drawn with Alt held. */
  drawn: Box | null;
  canTake: boolean;
}

const Words = memo(function Words({ page, words }: { page: PageView; words: readonly WordView[] }) {
  return (
    <g className={styles.words}>
      {words.map(({ bounds: [left, top, right, bottom] }, index) => (
        <rect
          key={index}
          data-word={index}
          x={left * page.width}
          y={top * page.height}
          width={Math.max(0, right - left) * page.width}
          height={Math.max(0, bottom - top) * page.height}
        />
      ))}
    </g>
  );
});

interface RowBoxProps {
  row: number;
  box: Box;
  width: number;
  height: number;
  focused: boolean;
  hovered: boolean;
}

/** The box of a whole line item, beneath those of its values; it shows only while the line is looked at. */
const RowBox = memo(function RowBox({ row, box, width, height, focused, hovered }: RowBoxProps) {
  const air = 2 * AIR;
  return (
    <rect
      className={`${styles.row} ${focused ? styles.rowFocused : ''} ${hovered ? styles.rowHovered : ''}`}
      data-testid="row-box"
      data-row={row}
      data-focused={focused || undefined}
      data-hovered={hovered || undefined}
      x={box.left * width - air}
      y={box.top * height - air}
      width={(box.right - box.left) * width + 2 * air}
      height={(box.bottom - box.top) * height + 2 * air}
      rx={1.5}
    />
  );
});

interface FieldBoxProps {
  path: string;
  trust: Trust;
  region: FieldView['region'];
  width: number;
  height: number;
  focused: boolean;
  hovered: boolean;
}

/** The box of one field. Typing changes one of what may be thousands. */
const FieldBox = memo(function FieldBox({ path, trust, region, width, height, focused, hovered }: FieldBoxProps) {
  const box = boxOf(region);
  if (!region || !box) return null;
  const name = [styles.box, styles[trust], focused ? styles.focused : '', hovered ? styles.hovered : ''].join(' ');
  return (
    <g className={name}>
      <polygon data-path={path} data-trust={trust} data-focused={focused || undefined} points={corners(region, width, height, AIR)} />
      {trust === 'yours' && <circle className={styles.dot} cx={box.right * width} cy={box.top * height} r={1.8} />}
      {trust === 'wrong' && <path className={styles.dot} d={`M${box.right * width} ${box.top * height - 3}l3 5h-6z`} />}
    </g>
  );
});

/** Boxes over the page: one for each field, told apart by stroke and colour; only the focused one and its line are filled. */
export function Overlay({ page, fields, rows, words, focused, hovered, drawn, canTake }: OverlayProps) {
  const { width, height } = page;
  // The focused one is drawn last, above its neighbours.
  const order = [...fields].sort((a, b) => Number(a.path === focused) - Number(b.path === focused));
  return (
    <svg className={`${styles.overlay} ${canTake ? styles.taking : ''}`} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" data-testid="overlay">
      {[...rows].map(([row, box]) => (
        <RowBox key={row} row={row} box={box} width={width} height={height} focused={row === lineOf(focused)} hovered={row === lineOf(hovered)} />
      ))}
      <Words page={page} words={words} />
      {order.map(({ path, trust, view }) => (
        <FieldBox key={path} path={path} trust={trust} region={view?.region ?? null} width={width} height={height} focused={path === focused} hovered={path === hovered} />
      ))}
      {drawn && (
        <rect
          className={styles.drawn}
          x={drawn.left * width}
          y={drawn.top * height}
          width={(drawn.right - drawn.left) * width}
          height={(drawn.bottom - drawn.top) * height}
        />
      )}
    </svg>
  );
}
