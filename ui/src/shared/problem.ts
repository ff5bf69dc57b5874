import type { Problem } from '../platform';

/** What a rejected call carries, whatever it was. */
export function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
    const { message } = error as Problem;
    if (typeof message === 'object' && typeof message.zh === 'string') return error as Problem;
  }
  const text = error instanceof Error ? error.message : String(error);
  return { code: 'unknown', message: { zh: text, en: text }, retryable: true };
}
