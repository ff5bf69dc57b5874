import { useEffect, useRef, useState } from 'react';

import { marks } from './figures';
import styles from './StatisticsPlace.module.css';

export interface Point {
  /** Beneath the axis. */
  label: string;
  /** `null` where there is nothing to show. */
  value: number | null;
  /** In words, for the tooltip. */
  words: string;
}

interface CourseChartProps {
  title: string;
  points: readonly Point[];
  unit: (value: number) => string;
}

const HEIGHT = 168;
const LEFT = 46;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 24;

/** A course over time as columns from 0. Its table is the alternative for those who do not see it. */
export function CourseChart({ title, points, unit }: CourseChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(420);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(240, element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const ticks = marks(Math.max(0, ...points.map(({ value }) => value ?? 0)));
  const top = ticks.at(-1) ?? 1;
  const step = (width - LEFT - RIGHT) / Math.max(1, points.length);
  // A single day is a bar too, not a wall.
  const bar = Math.min(56, Math.max(2, step * 0.64));
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const every = Math.max(1, Math.ceil(56 / step));
  return (
    <figure className={styles.chart} ref={box}>
      <figcaption>{title}</figcaption>
      <svg width={width} height={HEIGHT} role="img" aria-label={title}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} className={tick === 0 ? styles.base : styles.grid} />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end" className={styles.tick}>
              {unit(tick)}
            </text>
          </g>
        ))}
        {points.map(({ label, value, words }, index) => (
          <g key={label}>
            {value !== null && (
              <rect x={LEFT + index * step + (step - bar) / 2} width={bar} y={y(value)} height={Math.max(1, y(0) - y(value))} className={styles.rise}>
                <title>{words}</title>
              </rect>
            )}
            {index % every === 0 && (
              <text x={LEFT + (index + 0.5) * step} y={HEIGHT - 7} textAnchor="middle" className={styles.tick}>
                {label}
              </text>
            )}
          </g>
        ))}
      </svg>
    </figure>
  );
}
