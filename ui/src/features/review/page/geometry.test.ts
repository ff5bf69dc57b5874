import { expect, test } from 'vitest';

import { boxOf, joinWords, turnBox, turnPoint, unturnPoint, wordsIn } from './geometry';

test('turning and turning back is nothing', () => {
  for (const turns of [0, 1, 2, 3]) {
    const [x, y] = turnPoint(0.2, 0.7, turns);
    const [backX, backY] = unturnPoint(x, y, turns);
    expect(backX).toBeCloseTo(0.2);
    expect(backY).toBeCloseTo(0.7);
  }
  // Clockwise: what was at the top left is at the top right.
  expect(turnPoint(0, 0, 1)).toEqual([1, 0]);
  expect(turnBox({ left: 0, top: 0, right: 0.1, bottom: 0.2 }, 1)).toEqual({ left: 0.8, top: 0, right: 1, bottom: 0.1 });
});

test('a region that is none has no box', () => {
  expect(boxOf(null)).toBeNull();
  expect(boxOf([0.1, 0.2])).toBeNull();
  expect(boxOf([0, 0, 1, 0, 1, Number.NaN, 0, 1])).toBeNull();
});

test('words in a box are read line by line', () => {
  const words = [
    { text: '行二', bounds: [0.1, 0.3, 0.2, 0.35] as const },
    { text: 'Two', bounds: [0.3, 0.1, 0.4, 0.15] as const },
    { text: 'One', bounds: [0.1, 0.11, 0.2, 0.16] as const },
    { text: '外', bounds: [0.8, 0.1, 0.9, 0.15] as const },
  ].map((word) => ({ ...word, bounds: [...word.bounds] as [number, number, number, number] }));
  expect(wordsIn(words, { left: 0, top: 0, right: 0.5, bottom: 0.5 })).toBe('One Two行二');
  expect(joinWords(['2411', '2000'])).toBe('24112000');
});
