/** A part of a page with some of its surroundings: a value that was read too short shows what was left out. */
export function grown([left, top, right, bottom]: readonly [number, number, number, number]): [number, number, number, number] {
  const tall = Math.max(bottom - top, 0.004);
  const wide = Math.max(right - left, 0.02);
  const x = Math.min(0.02, wide * 0.12);
  const y = tall * 0.35;
  return [Math.max(0, left - x), Math.max(0, top - y), Math.min(1, right + x), Math.min(1, bottom + y)];
}
