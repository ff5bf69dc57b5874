import { useState } from 'react';

import { useBackend } from '../../platform';
import { Button, toast } from '../../shared/components';
import { useMessages, useSay } from '../../shared/i18n';
import { useCommand } from '../../shared/keys';
import { asProblem } from '../../shared/problem';

export interface ExportWish {
  /** `selected` and `matching` name their documents; `all` is everything that is reviewed. */
  what: 'all' | 'matching' | 'selected';
  count: number;
  /** How many there are now, where more than the counter tells may be on its way. */
  recount?: () => Promise<number>;
  /** The documents; asked only when the export is wanted. `null` for all. */
  documents: () => Promise<number[] | null>;
}

/** How many notices of an export are said in full. */
const NOTICES = 3;

/** Writes reviewed invoices to a workbook, and says where it lies. */
export function useExport(onDone?: () => void): { busy: boolean; run: (wish: ExportWish) => void } {
  const backend = useBackend();
  const m = useMessages();
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const run = (wish: ExportWish) => {
    if (busy) return;
    setBusy(true);
    const counted = wish.recount?.() ?? Promise.resolve(wish.count);
    counted
      .then(async (count) => {
        if (count > 0) return backend.exportExcel(await wish.documents());
        toast({ text: m.export.nothing });
        return null;
      })
      .then((report) => {
        if (!report) return;
        if (report.notices.length > 0) {
          const first = report.notices.slice(0, NOTICES).map(say);
          const more = report.notices.length - first.length;
          toast({ text: `${m.export.notices(report.notices.length)}${m.common.colon}${first.join(m.common.separator)}${more > 0 ? '…' : ''}` });
        }
        toast({
          text: `${m.export.done(report.invoices, report.lines)}${m.common.separator}${report.path}`,
          actions: [
            {
              label: m.export.reveal,
              run: () => {
                backend.revealFile(report.path).catch((error: unknown) => toast({ text: say(asProblem(error).message), tone: 'problem' }));
              },
            },
          ],
        });
        onDone?.();
      })
      .catch((error: unknown) =>
        toast({
          text: `${m.export.failed}${m.common.colon}${say(asProblem(error).message)}`,
          tone: 'problem',
          actions: [{ label: m.common.retry, run: () => run(wish) }],
        }),
      )
      .finally(() => setBusy(false));
  };
  return { busy, run };
}

export function ExportButton({ wish, onDone }: { wish: ExportWish; onDone?: () => void }) {
  const m = useMessages();
  const { busy, run } = useExport(onDone);
  useCommand('ledger.export', () => run(wish));
  return (
    <Button look="primary" command="ledger.export" disabled={busy || wish.count === 0} onClick={() => run(wish)} data-testid="export">
      {busy ? m.export.working : wish.count === 0 ? m.commands['ledger.export'] : m.export[wish.what](wish.count)}
    </Button>
  );
}
