import type { Preferences } from '../platform';

type Look = Pick<Preferences, 'language' | 'theme'>;

const KEY = 'look';

/** How the window looked and spoke last. */
export function lastLook(): Look {
  const [language = 'zh', theme = 'system'] = localStorage.getItem(KEY)?.split(' ') ?? [];
  return { language, theme };
}

export function keepLook({ language, theme }: Look): void {
  localStorage.setItem(KEY, `${language} ${theme}`);
}
