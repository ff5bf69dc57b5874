import { expect, it } from 'vitest';

import { ZOOMS, zoomed } from './zoom';

it('goes through the steps and stops at both ends', () => {
  const up: number[] = [ZOOMS[0]];
  while (zoomed(up.at(-1) ?? 0, 'larger') !== up.at(-1)) up.push(zoomed(up.at(-1) ?? 0, 'larger'));
  expect(up).toEqual([...ZOOMS]);
  const down: number[] = [up.at(-1) ?? 0];
  while (zoomed(down.at(-1) ?? 0, 'smaller') !== down.at(-1)) down.push(zoomed(down.at(-1) ?? 0, 'smaller'));
  expect(down).toEqual([...ZOOMS].reverse());
});

it('joins the steps from between them', () => {
  expect(zoomed(133, 'larger')).toBe(150);
  expect(zoomed(133, 'smaller')).toBe(125);
});
