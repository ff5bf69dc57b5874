/** Regions are fractions of the page as stored; the window turns the page and them together. */

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The upright box around a region of eight numbers (four corners); `null` where it is none. */
export function boxOf(region: readonly number[] | null | undefined): Box | null {
  if (region?.length !== 8 || !region.every(Number.isFinite)) return null;
  const xs = region.filter((_, index) => index % 2 === 0);
  const ys = region.filter((_, index) => index % 2 === 1);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** The smallest box around both. */
export function around(one: Box, other: Box): Box {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** A point after quarter turns clockwise, in fractions of the turned page. */
export function turnPoint(x: number, y: number, turns: number): [number, number] {
  switch (turns % 4) {
    case 1:
      return [1 - y, x];
    case 2:
      return [1 - x, 1 - y];
    case 3:
      return [y, 1 - x];
    default:
      return [x, y];
  }
}

/** The opposite of `turnPoint`. */
export function unturnPoint(x: number, y: number, turns: number): [number, number] {
  return turnPoint(x, y, (4 - (turns % 4)) % 4);
}

export function turnBox(box: Box, turns: number): Box {
  const [ax, ay] = turnPoint(box.left, box.top, turns);
  const [bx, by] = turnPoint(box.right, box.bottom, turns);
  return { left: Math.min(ax, bx), top: Math.min(ay, by), right: Math.max(ax, bx), bottom: Math.max(ay, by) };
}

/** Corners for an SVG polygon on a page of this size. `air` moves each corner outwards by so many units, so that the line does not lie on the characters. */
export function corners(region: readonly number[], width: number, height: number, air = 0): string {
  const box = boxOf(region);
  const across = box ? (box.left + box.right) / 2 : 0;
  const down = box ? (box.top + box.bottom) / 2 : 0;
  const points: string[] = [];
  for (let i = 0; i + 1 < region.length; i += 2) {
    const [x, y] = [region[i] ?? 0, region[i + 1] ?? 0];
    points.push(`${(x * width + Math.sign(x - across) * air).toFixed(2)},${(y * height + Math.sign(y - down) * air).toFixed(2)}`);
  }
  return points.join(' ');
}

/** The words whose middles lie in a box, in reading order, joined as they stand. */
export function wordsIn(words: readonly { text: string; bounds: readonly [number, number, number, number] }[], box: Box): string {
  const inside = words.filter(({ bounds: [l, t, r, b] }) => {
    const x = (l + r) / 2;
    const y = (t + b) / 2;
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  });
  const lines: (typeof inside)[] = [];
  for (const word of [...inside].sort((a, b) => a.bounds[1] - b.bounds[1])) {
    const line = lines.at(-1);
    const first = line?.[0];
    const middle = (word.bounds[1] + word.bounds[3]) / 2;
    if (line && first && middle < first.bounds[3]) line.push(word);
    else lines.push([word]);
  }
  return lines
    .map((line) => joinWords(line.sort((a, b) => a.bounds[0] - b.bounds[0]).map((word) => word.text)))
    .join('');
}

/** Joins words: a blank only where two Latin ones meet. */
export function joinWords(texts: readonly string[]): string {
  return texts.reduce((sum, text) => (/[A-Za-z]$/.test(sum) && /^[A-Za-z]/.test(text) ? `${sum} ${text}` : sum + text), '');
}
