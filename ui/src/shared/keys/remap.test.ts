import { expect, test } from 'vitest';

import { COMMANDS, type CommandId } from './registry';
import { acceptable, clashOf, commandsOf, setRemaps, sound, withRemap, type Remaps } from './remap';

const ids = Object.keys(COMMANDS) as CommandId[];
const keys = [...new Set(ids.flatMap((id) => [...COMMANDS[id].keys]))];

function clashes(remaps: Remaps): string[] {
  return ids.flatMap((id) => {
    const own = [remaps[id] ?? COMMANDS[id].keys[0]];
    return own.flatMap((key) => {
      const other = clashOf(id, key, remaps);
      return other ? [`${key}: ${id}, ${other}`] : [];
    });
  });
}

test('no remap that is accepted makes two commands that are alive together share a key', () => {
  for (const id of ids) {
    for (const key of keys) {
      if (!acceptable(id, key) || clashOf(id, key, {}) !== null) continue;
      expect(clashes(withRemap({}, id, key)), `${id} on ${key}`).toEqual([]);
    }
  }
});

test('remaps kept by another version never leave a clash, whatever they say', () => {
  // Every command wants the key of the one before it, and of one that is far away.
  for (const distance of [1, 7, 23]) {
    const kept = Object.fromEntries(ids.map((id, index) => [id, COMMANDS[ids[(index + distance) % ids.length] ?? id].keys[0]]));
    expect(clashes(sound(kept))).toEqual([]);
  }
});

test('two commands may swap their keys', () => {
  const swapped = { 'review.undo': 'Mod+H', 'review.history': 'Mod+Z' };
  expect(sound(swapped)).toEqual(swapped);
  setRemaps(swapped);
  expect(commandsOf('Mod+H')).toEqual(['review.undo']);
  setRemaps({});
  expect(commandsOf('Mod+Z')).toEqual(['review.undo']);
});

test('what is typed into a field is no command, except where nothing is typed', () => {
  for (const key of ['a', 'A', '7', 'Space', 'Backspace', 'Shift+A', 'ArrowLeft', 'Tab', 'Shift+Tab']) {
    expect(acceptable('review.confirm', key), key).toBe(false);
  }
  expect(acceptable('pages.split', 'X')).toBe(true);
  expect(acceptable('review.confirm', 'F9')).toBe(true);
  expect(acceptable('intake.link', 'F9'), 'pasting belongs to the system').toBe(false);
});

test('unknown commands are passed over', () => {
  expect(sound({ 'review.gone': 'F9', 'review.undo': 'F9' })).toEqual({ 'review.undo': 'F9' });
});
