import { convertFileSrc } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';

import type { Backend } from './backend';
import { commands } from './bindings';
import type { Startup } from './types';

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
  ...commands,
  // All preferences are in every answer.
  startup: () => commands.startup() as Promise<Startup>,
  // Asked only when every listener is set, so that no change falls between the answer and the first event.
  queue: () => Promise.all(listenings).then(commands.queue),

  // Not encoded as a whole: the scheme's handler reads id/page/longSide.
  pictureUrl: (id, page, longSide) => convertFileSrc(`${id}/${page}/${longSide}`, 'page'),
  partUrl: (id, page, part, quarterTurns) =>
    convertFileSrc([id, page, ...part.map((edge) => Math.round(Math.min(1, Math.max(0, edge)) * 10_000)), quarterTurns].join('/'), 'page'),
  on: (event, heard) =>
    later(listen(event, ({ payload }) => heard(payload as Parameters<typeof heard>[0]))),
  beforeClose: (flush) => later(getCurrentWindow().onCloseRequested(flush)),
};
