import type { Desk } from './desk';

/** Recognizes again, by another provider if one is named. */
export function recognizeAgain(desk: Desk, id: number, provider: string | null): void {
  const sent = desk.documents.flush(id).then(() => desk.backend.retry([id], provider));
  void desk.report(id, sent, (notices) => notices?.sentAgain());
}

/** Recognizes all of these again, each by its own provider. */
export function retryAll(desk: Desk, ids: readonly number[]): void {
  void desk.report(ids[0] ?? 0, desk.backend.retry([...ids], null), (notices) => notices?.sentAgain());
}

/** Stops what was not sent to a provider yet. */
export function cancel(desk: Desk, id: number): void {
  void desk.report(id, desk.backend.cancel([id]));
}

/** Stops all that was not sent yet; it can be taken up again as it was. */
export function cancelAll(desk: Desk): void {
  const stopping = desk.backend.cancelAll();
  void desk.report(0, stopping, (notices) => {
    void stopping.then(({ jobs, documents, sent }) => notices?.stopped(documents, sent, () => void desk.report(0, desk.backend.takeUpAgain(jobs))));
  });
}

/** Puts all of these into the recycle bin. */
export function removeAll(desk: Desk, ids: readonly number[]): void {
  const restore = () => void desk.report(0, desk.backend.restoreDocuments([...ids]));
  void desk.report(0, desk.backend.removeDocuments([...ids]), (notices) => notices?.removedAll(ids.length, restore));
}

/** Decides about a call that was sent and never answered. */
export function resolveInDoubt(desk: Desk, id: number, sendAgain: boolean): void {
  void desk.report(id, desk.backend.resolveInDoubt(id, sendAgain));
}
