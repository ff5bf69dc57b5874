import type { PageChange, PageView } from '../types';

/** What a change makes of the pages of one document, as the program does it. `null` where it refuses. */
export function arrange(own: readonly PageView[], change: PageChange, taken: readonly PageView[]): { own: PageView[]; split: PageView[] } | null {
  const chosen = new Set(change.kind === 'take' ? [] : change.pages);
  const hasPart = (pages: readonly PageView[]) => pages.some((page) => !page.attachment);
  switch (change.kind) {
    case 'order': {
      const ordered = change.pages.flatMap((number) => own.filter((page) => page.number === number));
      return ordered.length === own.length ? { own: ordered, split: [] } : null;
    }
    case 'split': {
      const rest = own.filter((page) => !chosen.has(page.number));
      const split = own.filter((page) => chosen.has(page.number)).map((page) => ({ ...page, attachment: false }));
      return hasPart(rest) && split.length > 0 ? { own: rest, split } : null;
    }
    case 'attach': {
      const pages = own.map((page) => (chosen.has(page.number) ? { ...page, attachment: change.attached } : page));
      return hasPart(pages) ? { own: pages, split: [] } : null;
    }
    case 'take':
      // Pages of another file have numbers of their own.
      return { own: [...own, ...taken.map((page) => ({ ...page, number: page.number + 2_000, attachment: true }))], split: [] };
  }
}
