import { expect, test } from 'vitest';

import { en } from './en';
import { zh } from './zh';

function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const speak = (message: unknown) => {
  if (typeof message !== 'function') return message;
  return (message as (...args: unknown[]) => unknown)(...Array.from({ length: message.length }, () => 7));
};

test('both languages have the same messages', () => {
  expect(leaves(en).map(([path]) => path)).toEqual(leaves(zh).map(([path]) => path));
});

test('no message is empty, and English has no Chinese in it', () => {
  for (const [path, message] of leaves(en)) {
    const text = speak(message);
    expect(text, path).toBeTypeOf('string');
    expect(String(text).trim() !== '' || path === '.common.listSeparator', `${path} is empty`).toBe(true);
    if (path !== '.settings.languages.zh') expect(text, path).not.toMatch(/[\u4e00-\u9fff]/);
  }
  for (const [path, message] of leaves(zh)) expect(speak(message), `${path} is empty`).not.toBe('');
});

test('parameters are used in both languages', () => {
  const english = new Map(leaves(en));
  for (const [path, message] of leaves(zh)) {
    if (typeof message !== 'function' || message.length === 0) continue;
    expect(speak(message), path).toContain('7');
    expect(speak(english.get(path)), path).toContain('7');
  }
});
