import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';

import type { Backend } from './backend';

const listenings = new Set<Promise<unknown>>();

/** Stops a listener that may still be on its way to being set. */
function later(listening: Promise<() => void>): () => void {
  listenings.add(listening);
  return () => {
    listenings.delete(listening);
    void listening.then((stop) => stop());
  };
}

/** The program behind the real window. */
export const tauriBackend: Backend = {
  startup: () => invoke('startup'),
  savePreferences: (preferences) => invoke('save_preferences', { preferences }),

  pickFiles: () => invoke('pick_files'),
  pickFolder: () => invoke('pick_folder'),
  addSamples: () => invoke('add_samples'),
  addLink: (url) => invoke('add_link', { url }),

  // Asked only when every listener is set, so that no change falls between the answer and the first event.
  queue: () => Promise.all(listenings).then(() => invoke('queue')),
  pauseQueue: () => invoke('pause_queue'),
  resumeQueue: () => invoke('resume_queue'),
  retry: (documents, provider) => invoke('retry', { documents, provider }),
  cancel: (documents) => invoke('cancel', { documents }),
  resolveInDoubt: (document, sendAgain) => invoke('resolve_in_doubt', { document, sendAgain }),
  removeDocuments: (documents) => invoke('remove_documents', { documents }),
  restoreDocuments: (documents) => invoke('restore_documents', { documents }),

  openDocument: (id) => invoke('open_document', { id }),
  correct: (id, edits, coalesce) => invoke('correct', { id, edits, coalesce }),
  undo: (id) => invoke('undo', { id }),
  redo: (id) => invoke('redo', { id }),
  insertLine: (id, index) => invoke('insert_line', { id, index }),
  deleteLine: (id, index) => invoke('delete_line', { id, index }),
  turnPage: (id, quarterTurns) => invoke('turn_page', { id, quarterTurns }),
  finish: (id) => invoke('finish', { id }),
  reopen: (id) => invoke('reopen', { id }),
  postpone: (id, reason) => invoke('postpone', { id, reason }),
  markNotInvoice: (id) => invoke('mark_not_invoice', { id }),
  pageWords: (id, page) => invoke('page_words', { id, page }),
  fieldHistory: (id, path) => invoke('field_history', { id, path }),

  ledgerPage: (filter) => invoke('ledger_page', { filter }),
  exportExcel: (documents) => invoke('export_excel', { documents }),
  revealFile: (path) => invoke('reveal_file', { path }),

  providers: () => invoke('providers'),
  saveProvider: (edit) => invoke('save_provider', { edit }),
  chooseSecretStore: (store) => invoke('choose_secret_store', { store }),
  tryProvider: (id) => invoke('try_provider', { id }),
  openKeysPage: (id) => invoke('open_keys_page', { id }),

  // Not encoded as a whole: the scheme's handler reads id/page/longSide.
  pictureUrl: (id, page, longSide) => convertFileSrc(`${id}/${page}/${longSide}`, 'page'),
  on: (event, heard) =>
    later(listen(event, ({ payload }) => heard(payload as Parameters<typeof heard>[0]))),
  beforeClose: (flush) => later(getCurrentWindow().onCloseRequested(flush)),
};
