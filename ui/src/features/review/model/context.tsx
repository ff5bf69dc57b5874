import { createContext, useContext } from 'react';
import { useStore } from 'zustand';

import type { Desk } from './desk';
import type { DeskState } from './desk-state';
import type { DocumentState, Entry } from './document-store';
import type { QueueState } from './queue-store';

const Context = createContext<Desk | null>(null);

export const DeskProvider = Context.Provider;

export function useDesk(): Desk {
  const desk = useContext(Context);
  if (!desk) throw new Error('no desk: DeskProvider is missing');
  return desk;
}

export function useDeskState<T>(select: (state: DeskState) => T): T {
  return useStore(useDesk().store, select);
}

export function useQueue<T>(select: (state: QueueState) => T): T {
  return useStore(useDesk().queue, select);
}

const selectEntry = (id: number | null) => (state: DocumentState) => (id === null ? undefined : state.entries.get(id));

/** An opened document and what is being typed into it. */
export function useEntry(id: number | null): Entry | undefined {
  return useStore(useDesk().documents.store, selectEntry(id));
}
