import { useCallback, useEffect, useMemo, useState } from 'react';

import type { DocumentFile, DocumentView, PageView, PictureSide, ProviderView, WordView } from '../../../platform';
import { Button, Icon, Popover, PopoverItem, toast, ToastSlot, useToasting } from '../../../shared/components';
import { useMessages, useSay } from '../../../shared/i18n';
import { keyParts, useCommand } from '../../../shared/keys';
import { showCost } from '../../../shared/price';
import { asProblem } from '../../../shared/problem';
import { recognizeAgain } from '../model/batch';
import { useDesk, useDeskState } from '../model/context';
import { itemPath, lineOf, NO_DRAFTS, openPaths, parseItemPath, shownField, type Drafts } from '../model/fields';
import { Unlock } from '../desk/Unlock';
import { CompareDrawer } from './CompareDrawer';
import { FilesButton } from './FilesButton';
import { HistoryDrawer } from './HistoryDrawer';
import { joinWords, wordsIn, type Box } from './geometry';
import { PageSheet, scaleOf, type Size, type Zoom } from './PageSheet';
import { PagesDrawer } from './PagesDrawer';
import { pixelRatio, prefetch, sideFor, usePicture } from './picture';
import { pageOfRow, rowBoxes } from './rows';
import styles from './PagePane.module.css';

/** What lies open beneath the page. */
type Drawer = 'history' | 'compare' | 'pages' | null;

/** Texts of several lines. */
const KEEPS_LINES: ReadonlySet<string> = new Set(['remarks', 'password_area']);

/** After this many milliseconds a page that lay ready has been painted. */
const PAINTED = 60;

/** Below this, in pixels, the words of the bar are short. */
const NARROW = 620;

const NO_WORDS: readonly WordView[] = [];

/** The words of a page, fetched when it is shown. */
function useWords(id: number, page: number | undefined): readonly WordView[] {
  const { backend } = useDesk();
  const [words, setWords] = useState<{ key: string; words: readonly WordView[] }>({ key: '', words: NO_WORDS });
  const key = `${id}/${page ?? 0}`;
  useEffect(() => {
    if (page === undefined) return;
    let wanted = true;
    // Without words the page is still there to be looked at: they come when it is painted.
    const timer = setTimeout(() => {
      backend
        .pageWords(id, page)
        .then((found) => wanted && setWords({ key, words: found }))
        .catch(() => wanted && setWords({ key, words: NO_WORDS }));
    }, PAINTED);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [backend, id, page, key]);
  return words.key === key ? words.words : NO_WORDS;
}

const NO_FILES: readonly DocumentFile[] = [];

/** The files of a document, fetched when it is shown and whenever it changed. */
function useFiles(id: number, pages: number): [readonly DocumentFile[], () => void] {
  const { backend } = useDesk();
  const [files, setFiles] = useState<{ id: number; files: readonly DocumentFile[] }>({ id: 0, files: NO_FILES });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let wanted = true;
    // They tell more about the page; without them it is still there to be looked at.
    backend
      .documentFiles(id)
      .then((found) => wanted && setFiles({ id, files: found }))
      .catch(() => wanted && setFiles({ id, files: NO_FILES }));
    return () => {
      wanted = false;
    };
  }, [backend, id, pages, asked]);
  return [files.id === id ? files.files : NO_FILES, () => setAsked(asked + 1)];
}

/** The size of a page as it is looked at. */
function turnedSize({ width, height, quarter_turns }: PageView): Size {
  return quarter_turns % 2 === 1 ? { width: height, height: width } : { width, height };
}

/** The picture that is sharp in this pane. */
function sideOf(page: PageView, zoom: Zoom, pane: Size): PictureSide {
  return sideFor(Math.max(page.width, page.height) * scaleOf(zoom, pane, turnedSize(page)) * pixelRatio());
}

/** The page that is shown first of a document: that of the field which wants the reviewer first. */
function firstPage(view: DocumentView): PageView | undefined {
  const path = openPaths(view, NO_DRAFTS)[0];
  const number = view.fields.find((field) => field.path === path)?.page;
  return view.pages.find((page) => page.number === number) ?? view.pages[0];
}

interface PagePaneProps {
  view: DocumentView;
  drafts: Drafts;
  editable: boolean;
  providers: readonly ProviderView[];
}

export function PagePane({ view, drafts, editable, providers }: PagePaneProps) {
  const m = useMessages();
  const say = useSay();
  const desk = useDesk();
  const focused = useDeskState((state) => state.focused);
  const hovered = useDeskState((state) => state.hovered);
  const [zoom, setZoom] = useState<Zoom>('width');
  const [pane, setPane] = useState<Size>({ width: 0, height: 0 });
  const [turnedTo, setTurnedTo] = useState<{ id: number; page: number; focused: string | null }>({ id: view.id, page: 1, focused: null });
  const [drawer, setDrawer] = useState<Drawer>(null);
  const toggle = (which: Exclude<Drawer, null>) => setDrawer((open) => (open === which ? null : which));
  const close = () => setDrawer(null);
  const [choosing, setChoosing] = useState(false);
  const [reading, setReading] = useState(false);
  const toasting = useToasting();

  const fields = useMemo(
    () => view.fields.map((field) => shownField(view, drafts, field.path)),
    [view, drafts],
  );
  // The page of the focused field, unless the reviewer has turned pages since.
  const own = turnedTo.id === view.id && turnedTo.focused === focused;
  const line = lineOf(focused);
  const ofField = fields.find((field) => field.path === focused)?.view?.page ?? (line === null ? undefined : pageOfRow(view.fields, line));
  const number = own ? turnedTo.page : (ofField ?? (turnedTo.id === view.id ? turnedTo.page : 1));
  const page = view.pages.find((one) => one.number === number) ?? view.pages[0];
  const place = page ? view.pages.indexOf(page) : 0;
  const show = (next: PageView | undefined) => {
    if (next) setTurnedTo({ id: view.id, page: next.number, focused });
  };
  const turnTo = (step: number) => show(view.pages[place + step]);

  const shown = useMemo(() => fields.filter((field) => field.view?.page === page?.number), [fields, page?.number]);
  const pageNumber = page?.number;
  const rows = useMemo(() => rowBoxes(view.fields, pageNumber ?? 0), [view, pageNumber]);
  const words = useWords(view.id, page?.number);
  const [files, askFiles] = useFiles(view.id, view.pages.length);

  const turns = page?.quarter_turns ?? 0;
  const scale = page && pane.width > 0 ? scaleOf(zoom, pane, turnedSize(page)) : null;
  const side = page && pane.width > 0 ? sideOf(page, zoom, pane) : null;
  const url = page && side !== null ? desk.backend.pictureUrl(view.id, page.number, side) : null;
  const picture = usePicture(`${view.id}/${page?.number ?? 0}`, url);

  // The pictures of the next documents are fetched while this one is read, after its own.
  const ahead = useDeskState((state) => state.ahead);
  const ownShown = picture.url !== null;
  useEffect(() => {
    if (!ownShown || pane.width === 0) return;
    const urls = ahead.flatMap((id) => {
      const next = desk.documents.entry(id).view;
      const first = next && firstPage(next);
      return first ? [desk.backend.pictureUrl(id, first.number, sideOf(first, zoom, pane))] : [];
    });
    return prefetch(urls);
  }, [desk, ahead, ownShown, zoom, pane]);

  const zoomBy = useCallback(
    (factor: number) => setZoom(Math.min(8, Math.max(0.2, (scale ?? 1) * factor))),
    [scale],
  );
  // Every new sheet measures itself; the same size is no news.
  const onPane = useCallback(
    (size: Size) => setPane((before) => (before.width === size.width && before.height === size.height ? before : size)),
    [],
  );
  const onZoom = useCallback((next: number) => setZoom(next), []);
  const rotate = () => page && desk.rotate(page.number);

  const several = view.pages.length > 1;
  // The file's name is what is left of the bar.
  const narrow = pane.width > 0 && pane.width < NARROW;
  useCommand('page.zoomIn', () => zoomBy(1.25), page !== undefined);
  useCommand('page.zoomOut', () => zoomBy(0.8), page !== undefined);
  useCommand('page.fitWidth', () => setZoom('width'), page !== undefined);
  useCommand('page.fitPage', () => setZoom('page'), page !== undefined);
  useCommand('page.rotate', rotate, page !== undefined);
  useCommand('page.next', () => turnTo(1), several);
  useCommand('page.previous', () => turnTo(-1), several);
  useCommand('review.history', () => toggle('history'));
  useCommand('review.compare', () => toggle('compare'));
  useCommand('review.pages', () => toggle('pages'), view.pages.length > 0);
  useCommand('review.again', () => setChoosing((open) => !open));

  const take = (text: string, append: boolean) => {
    if (focused === null) return;
    const before = shownField(view, drafts, focused).value ?? '';
    void desk.documents.put(view.id, [{ path: focused, value: append ? joinWords([before, text]) : text }]);
  };
  /** Reads a box again into the field that had the focus then; the words in it serve where nothing is read. */
  const readAgain = (box: Box, append: boolean) => {
    if (focused === null || !page) return;
    const path = focused;
    const inside = wordsIn(words, box);
    const put = (text: string) => {
      if (text === '') {
        toast({ text: m.page.readNothing });
        return;
      }
      const entry = desk.documents.entry(view.id);
      const before = append && entry.view ? (shownField(entry.view, entry.drafts, path).value ?? '') : '';
      void desk.documents.put(view.id, [{ path, value: joinWords([before, text]) }]);
    };
    setReading(true);
    desk.backend
      .readRegion(view.id, page.number, [box.left, box.top, box.right, box.bottom])
      .then((text) => put((KEEPS_LINES.has(path) ? text.trim() : joinWords(text.split('\n').map((line) => line.trim()))) || inside))
      .catch((error: unknown) => {
        if (inside !== '') put(inside);
        else toast({ text: say(asProblem(error).message), tone: 'problem' });
      })
      .finally(() => setReading(false));
  };
  /** Goes to a line item: to what is open in it, or to the column in which the keyboard is. */
  const goToRow = (row: number) => {
    const open = openPaths(view, drafts).find((path) => lineOf(path) === row);
    const column = focused === null ? undefined : parseItemPath(focused)?.field;
    desk.wish(open ?? itemPath(row, column ?? 'name'));
  };
  const others = providers.filter((provider) => provider.configured && provider.id !== view.provider);

  return (
    <section className={styles.pane} aria-label={m.page.label} data-testid="page-pane">
      <div className={`${styles.tools} ${narrow ? styles.narrow : ''}`} role="toolbar" aria-label={m.page.label}>
        <Button className={styles.square ?? ''} title={m.page.zoomOut} aria-label={m.page.zoomOut} command="page.zoomOut" keyHidden disabled={!page} onClick={() => zoomBy(0.8)}>
          <Icon name="minus" size={14} />
        </Button>
        <Button
          title={zoom === 'width' ? m.page.fitPage : m.page.fitWidth}
          command={zoom === 'width' ? 'page.fitPage' : 'page.fitWidth'}
          keyHidden
          disabled={!page}
          onClick={() => setZoom(zoom === 'width' ? 'page' : 'width')}
        >
          {zoom === 'width' ? (narrow ? m.page.width : m.page.fitWidth) : zoom === 'page' ? (narrow ? m.page.whole : m.page.fitPage) : `${Math.round((scale ?? 1) * 75)}%`}
        </Button>
        <Button className={styles.square ?? ''} title={m.page.zoomIn} aria-label={m.page.zoomIn} command="page.zoomIn" keyHidden disabled={!page} onClick={() => zoomBy(1.25)}>
          <Icon name="plus" size={14} />
        </Button>
        <Button className={styles.square ?? ''} title={m.page.rotate} aria-label={m.page.rotate} command="page.rotate" keyHidden disabled={!page} onClick={rotate} data-testid="rotate">
          <Icon name="rotate" size={14} />
        </Button>
        <div className={styles.where}>
          {page && several && (
            <span className={styles.pages}>
              <Button look="quiet" className={styles.square ?? ''} title={m.page.previous} aria-label={m.page.previous} command="page.previous" keyHidden disabled={place === 0} onClick={() => turnTo(-1)}>
                <Icon name="left" size={13} />
              </Button>
              {m.page.position(place + 1, view.pages.length)}
              <Button look="quiet" className={styles.square ?? ''} title={m.page.next} aria-label={m.page.next} command="page.next" keyHidden disabled={place === view.pages.length - 1} onClick={() => turnTo(1)}>
                <Icon name="right" size={13} />
              </Button>
            </span>
          )}
          <FilesButton
            view={view}
            files={files}
            before={page?.attachment ? `${m.page.attached}${m.common.separator}` : ''}
            onParted={askFiles}
          />
        </div>
        <Button aria-expanded={drawer === 'pages'} title={m.commands['review.pages']} command="review.pages" keyHidden disabled={!page} onClick={() => toggle('pages')} data-testid="pages">
          {m.page.pages}
        </Button>
        <Button aria-expanded={drawer === 'history'} title={m.page.history} command="review.history" keyHidden onClick={() => toggle('history')}>
          {m.page.history}
        </Button>
        <Button aria-expanded={drawer === 'compare'} title={m.compare.title} command="review.compare" keyHidden onClick={() => toggle('compare')} data-testid="compare">
          {m.page.compare}
        </Button>
        <div className={styles.anchor}>
          <Button aria-expanded={choosing} title={m.page.againTitle} command="review.again" keyHidden onClick={() => setChoosing(!choosing)}>
            {m.page.again}
          </Button>
          {choosing && (
            <Popover label={`${m.page.againTitle}${m.common.separator}${m.page.againHint}`} from="below-right" wide onClose={() => setChoosing(false)}>
              {others.length === 0 && <p className={styles.hint}>{m.page.againNone}</p>}
              {others.map((provider, index) => (
                <PopoverItem
                  key={provider.id}
                  number={index + 1}
                  hint={[say(provider.charging), provider.price === null ? '' : m.recognizer.price(showCost(provider.price))].filter((part) => part !== '').join(m.common.separator)}
                  onClick={() => {
                    setChoosing(false);
                    recognizeAgain(desk, view.id, provider.id);
                  }}
                >
                  {say(provider.name)}
                </PopoverItem>
              ))}
            </Popover>
          )}
        </div>
      </div>
      {page ? (
        <PageSheet
          key={view.id}
          page={page}
          turns={turns}
          zoom={zoom}
          pane={pane}
          onPane={onPane}
          onZoom={onZoom}
          picture={picture.url}
          pictureFailed={picture.failed}
          fields={shown}
          rows={rows}
          words={words}
          focused={focused}
          hovered={hovered}
          canTake={editable && focused !== null}
          onBox={(path) => desk.wish(path)}
          onRow={goToRow}
          onHover={(path) => desk.hover(path)}
          onTake={take}
          onBoxed={readAgain}
        />
      ) : (
        <div className={styles.empty}>{files.some((file) => file.locked) && view.state !== 'failed' ? <Unlock view={view} onDone={askFiles} /> : m.page.noPicture}</div>
      )}
      <ToastSlot />
      {page && editable && drawer === null && (reading || !toasting) && (
        <p className={styles.hint}>
          {reading && <strong role="status">{m.page.reading} </strong>}
          {m.page.hintClick} <kbd>{keyParts('Mod')}</kbd> {m.page.hintAppend} <kbd>{keyParts('Alt')}</kbd> {m.page.hintDrag}
        </p>
      )}
      {drawer === 'history' && <HistoryDrawer id={view.id} revision={view.revision} path={focused} onClose={close} />}
      {drawer === 'compare' && <CompareDrawer view={view} drafts={drafts} editable={editable} onAgain={() => setChoosing(true)} onClose={close} />}
      {drawer === 'pages' && page && <PagesDrawer view={view} shown={page} onShow={show} onClose={close} />}
    </section>
  );
}
