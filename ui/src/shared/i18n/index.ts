import { createContext, useContext } from 'react';

import type { Sentence } from '../../platform';
import { en } from './en';
import { zh, type Messages } from './zh';

export type Language = 'zh' | 'en';
export type { Messages };

export const MESSAGES: Record<Language, Messages> = { zh, en };

export const LanguageContext = createContext<Language>('zh');

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** The window's own words. */
export function useMessages(): Messages {
  return MESSAGES[useContext(LanguageContext)];
}

/** Picks the language of a sentence that came from the program. */
export function useSay(): (sentence: Sentence) => string {
  const language = useContext(LanguageContext);
  return (sentence) => sentence[language];
}
