import { expect, test } from 'vitest';

import { MESSAGES } from '../i18n';
import { COMMANDS, keyName, OVERLAPPING, type CommandId } from './registry';

const ids = Object.keys(COMMANDS) as CommandId[];

test('no two commands that are alive together share a key', () => {
  const clashes = ids.flatMap((a, index) =>
    ids.slice(index + 1).flatMap((b) => {
      if (!OVERLAPPING[COMMANDS[a].scope].includes(COMMANDS[b].scope)) return [];
      const keys: readonly string[] = COMMANDS[b].keys;
      return COMMANDS[a].keys.filter((key) => keys.includes(key)).map((key) => `${key}: ${a}, ${b}`);
    }),
  );
  expect(clashes).toEqual([]);
});

test('every command is described in both languages', () => {
  for (const language of ['zh', 'en'] as const) {
    expect(Object.keys(MESSAGES[language].commands).sort()).toEqual([...ids].sort());
  }
});

test('keys are named as they are pressed', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => keyName({ key, code: '', ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...more } as KeyboardEvent);
  expect(press('z', { ctrlKey: true })).toBe('Mod+Z');
  expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('Mod+Shift+Z');
  expect(press('?', { shiftKey: true })).toBe('?');
  expect(press('Enter', { shiftKey: true })).toBe('Shift+Enter');
  // Option+R writes a sign on a Mac; the key is still R.
  expect(press('®', { altKey: true, code: 'KeyR' })).toBe('Alt+R');
});
