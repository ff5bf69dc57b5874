import { expect, test } from 'vitest';

import { findLink } from './link';

test('a link is found in the message it came with', () => {
  const message = '您的电子发票已开具，请点击https://files.example/d?id=7&sign=a%2Fb。如非本人操作请忽略';
  expect(findLink(message)?.href).toBe('https://files.example/d?id=7&sign=a%2Fb');
  expect(findLink('  http://files.example/a.ofd\n')?.href).toBe('http://files.example/a.ofd');
});

test('the host is where it leads, not what it claims to be', () => {
  expect(findLink('https://bank.example@elsewhere.example/x')?.host).toBe('elsewhere.example');
});

test('what is no web link is none', () => {
  for (const text of ['', '4,449.00', 'ftp://files.example/a', 'file:///etc/passwd', 'javascript:alert(1)', 'https://']) {
    expect(findLink(text), text).toBeNull();
  }
});
