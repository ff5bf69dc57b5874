import { createContext, useContext } from 'react';

import type { Backend } from './backend';

const Context = createContext<Backend | null>(null);

export const BackendProvider = Context.Provider;

/** The program behind the window. */
export function useBackend(): Backend {
  const backend = useContext(Context);
  if (!backend) throw new Error('no backend: BackendProvider is missing');
  return backend;
}
