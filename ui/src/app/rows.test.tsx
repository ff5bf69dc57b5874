import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';

import { begin, field, layOut } from './stand-in';

layOut();

const box = (row: number) => document.querySelector<SVGElement>(`[data-testid="row-box"][data-row="${row}"]`);

test('a line of the grid and its row on the page show each other', async () => {
  const { user } = await begin();
  await user.click(await field('第 1 行金额'));
  expect(box(0)?.dataset['focused']).toBe('true');
  expect(box(1)?.dataset['focused']).toBeUndefined();
  fireEvent.pointerEnter((await field('第 2 行名称')).closest('[role="cell"]') as Element);
  await waitFor(() => expect(box(1)?.dataset['hovered']).toBe('true'));

  const row = box(0);
  if (!row) throw new Error('the first line is not on the page');
  fireEvent.pointerMove(row);
  await waitFor(() => expect(screen.getAllByTestId('item-row')[0]?.className).toContain('hoveredRow'));
});

test('a click beside the values of a row goes to its line, in the column of the keyboard or to its doubt', async () => {
  const { user } = await begin();
  HTMLElement.prototype.setPointerCapture = () => undefined;
  const press = (row: number) => {
    const target = box(row);
    if (!target) throw new Error('the line is not on the page');
    fireEvent.pointerDown(target, { button: 0, pointerId: 1 });
    fireEvent.pointerUp(target, { button: 0, pointerId: 1 });
  };
  await user.click(await field('第 2 行金额'));
  press(0);
  await waitFor(async () => expect(document.activeElement).toBe(await field('第 1 行金额')));
  press(1);
  await waitFor(async () => expect(document.activeElement).toBe(await field('第 2 行税额')));
});
