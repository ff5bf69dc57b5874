import { useEffect, useMemo, useRef, useState } from 'react';

import { THUMBNAIL, type DocumentView, type PageView, type QueueRow } from '../../../platform';
import { Button, Icon, Kbd, Popover, PopoverItem } from '../../../shared/components';
import { useMessages } from '../../../shared/i18n';
import { useCommand } from '../../../shared/keys';
import { useDesk, useQueue } from '../model/context';
import { visibleRows } from '../model/queue-store';
import { moved } from './order';
import pane from './PagePane.module.css';
import styles from './PagesDrawer.module.css';

/** Neighbours in the queue that are offered for merging, on each side. */
const NEIGHBOURS = 2;

interface PagesDrawerProps {
  view: DocumentView;
  shown: PageView;
  onShow: (page: PageView) => void;
  onClose: () => void;
}

/** The pages of a document in a row: marked ones are split off, attached, turned or moved, by keys or by buttons. */
export function PagesDrawer({ view, shown, onShow, onClose }: PagesDrawerProps) {
  const m = useMessages();
  const desk = useDesk();
  const list = useRef<HTMLDivElement>(null);
  const [inside, setInside] = useState(false);
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set());
  const [merging, setMerging] = useState(false);
  const place = view.pages.indexOf(shown);
  const several = view.pages.length > 1;
  const changeable = view.state !== 'reviewed';

  useEffect(() => {
    list.current?.focus();
  }, []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [shown]);

  // What is not marked is the page in sight.
  const own = view.pages.filter((page) => marked.has(page.number));
  const chosen = own.length > 0 ? own : [shown];
  const numbers = chosen.map((page) => page.number);
  const parts = view.pages.filter((page) => !page.attachment);
  const keepsPart = parts.some((page) => !numbers.includes(page.number));

  const mark = (number: number) => {
    const next = new Set(marked);
    if (!next.delete(number)) next.add(number);
    setMarked(next);
  };
  const split = () => {
    if (!keepsPart || !changeable) return;
    setMarked(new Set());
    desk.arrange({ kind: 'split', pages: numbers });
  };
  const attached = chosen.every((page) => page.attachment);
  const attach = () => {
    if (!changeable || (!attached && !keepsPart)) return;
    setMarked(new Set());
    desk.arrange({ kind: 'attach', pages: numbers, attached: !attached });
  };
  const move = (step: 1 | -1) => {
    const order = moved(view.pages.map((page) => page.number), numbers, step);
    if (order) desk.arrange({ kind: 'order', pages: order });
  };
  const rotate = () => chosen.forEach((page) => desk.rotate(page.number));
  const step = (by: number) => {
    const next = view.pages[place + by];
    if (next) onShow(next);
  };

  useCommand('pages.left', () => step(-1), inside);
  useCommand('pages.right', () => step(1), inside);
  useCommand('pages.mark', () => mark(shown.number), inside);
  useCommand('pages.earlier', () => move(-1), inside);
  useCommand('pages.later', () => move(1), inside);
  useCommand('pages.rotate', rotate, inside);
  useCommand('pages.split', split, inside);
  useCommand('pages.attach', attach, inside);
  useCommand('pages.merge', () => setMerging(true), inside && changeable);
  useCommand('pages.notInvoice', () => desk.notInvoice(), inside && changeable);
  // Lies over putting the document aside while the keyboard is in here.
  useCommand('review.postpone', onClose, inside);

  return (
    <section
      className={styles.drawer}
      aria-label={m.page.pages}
      data-testid="pages-drawer"
      onFocus={() => setInside(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside(false);
      }}
    >
      <div className={pane.drawerHead}>
        <strong>{m.page.pages}</strong>
        <p className={styles.hint}>
          {several && (
            <>
              <Kbd command="pages.mark" /> {m.page.pagesMark}
              {m.common.separator}
            </>
          )}
          {m.page.pagesHint}
        </p>
        <Button look="quiet" aria-label={m.common.close} onClick={onClose}>
          <Icon name="close" size={13} />
        </Button>
      </div>
      <div className={styles.actions} role="toolbar" aria-label={m.page.pages}>
        {several && (
          <>
            <Button look="quiet" command="pages.split" disabled={!changeable || !keepsPart} onClick={split} data-testid="page-split">
              {m.page.split}
            </Button>
            <Button look="quiet" command="pages.attach" disabled={!changeable || (!attached && !keepsPart)} onClick={attach} data-testid="page-attach">
              {attached ? m.page.detach : m.page.attach}
            </Button>
            <Button look="quiet" command="pages.earlier" onClick={() => move(-1)}>
              {m.page.earlier}
            </Button>
            <Button look="quiet" command="pages.later" onClick={() => move(1)}>
              {m.page.later}
            </Button>
          </>
        )}
        <Button look="quiet" command="pages.rotate" onClick={rotate}>
          {m.page.rotate}
        </Button>
        <div className={pane.anchor}>
          <Button look="quiet" command="pages.merge" disabled={!changeable} aria-expanded={merging} onClick={() => setMerging(!merging)} data-testid="page-merge">
            {m.page.merge}
          </Button>
          {merging && <MergeChoice id={view.id} onClose={() => setMerging(false)} />}
        </div>
        <Button look="quiet" command="pages.notInvoice" disabled={!changeable} onClick={() => desk.notInvoice()}>
          {m.form.notInvoice}
        </Button>
      </div>
      <div ref={list} className={styles.list} role="listbox" tabIndex={0} aria-label={m.page.pages} aria-multiselectable="true" aria-activedescendant={`leaf-${shown.number}`} data-testid="page-list">
        {view.pages.map((page, index) => (
          <div
            key={page.number}
            id={`leaf-${page.number}`}
            role="option"
            aria-selected={page === shown}
            aria-checked={marked.has(page.number)}
            className={`${styles.leaf} ${page === shown ? styles.current : ''} ${marked.has(page.number) ? styles.marked : ''} ${page.attachment ? styles.attached : ''}`}
            data-testid="leaf"
            data-number={page.number}
            data-attachment={page.attachment || undefined}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) mark(page.number);
              onShow(page);
            }}
          >
            <span className={styles.frame}>
              <img src={desk.backend.pictureUrl(view.id, page.number, THUMBNAIL)} alt="" draggable={false} style={{ transform: `rotate(${page.quarter_turns * 90}deg)` }} />
            </span>
            <span className={styles.name}>
              {marked.has(page.number) ? '✓ ' : ''}
              {page.attachment ? `${m.page.attached} ${index + 1}` : m.page.pageNumber(index + 1)}
            </span>
          </div>
        ))}
      </div>
    </section>
  );
}

/** The neighbours of a document in the queue, with what may be done with each. */
function MergeChoice({ id, onClose }: { id: number; onClose: () => void }) {
  const m = useMessages();
  const desk = useDesk();
  const rows = useQueue((state) => state.rows);
  const near = useMemo(() => {
    const list = visibleRows(rows, 'to_review', '');
    const at = list.findIndex((row) => row.id === id);
    return list.slice(Math.max(0, at - NEIGHBOURS), at + 1 + NEIGHBOURS).filter((row) => row.id !== id && row.state !== 'queued' && row.state !== 'working');
  }, [rows, id]);
  const name = (row: QueueRow) => row.seller ?? row.file_name;
  const offers = near.flatMap((row) => [
    { key: `into-${row.id}`, words: m.page.mergeInto(name(row)), hint: row.file_name, run: () => desk.arrange({ kind: 'take', document: row.id, attached: false }) },
    { key: `attach-${row.id}`, words: m.page.mergeAttach(name(row)), hint: row.file_name, run: () => desk.arrange({ kind: 'take', document: row.id, attached: true }) },
    { key: `to-${row.id}`, words: m.page.attachTo(name(row)), hint: row.file_name, run: () => desk.arrange({ kind: 'take', document: id, attached: true }, row.id) },
  ]);
  return (
    <Popover label={m.page.mergeTitle} from="above-right" wide onClose={onClose}>
      {offers.length === 0 && <p className={styles.hint}>{m.page.mergeNone}</p>}
      {offers.map((offer, index) => (
        <PopoverItem
          key={offer.key}
          {...(index < 9 ? { number: index + 1 } : {})}
          hint={offer.hint}
          onClick={() => {
            onClose();
            offer.run();
          }}
        >
          {offer.words}
        </PopoverItem>
      ))}
    </Popover>
  );
}
