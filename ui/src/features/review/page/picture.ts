import { useEffect, useState } from 'react';

import { PICTURE_SIDES, type PictureSide } from '../../../platform';

/** The picture from which crops are cut. The page shows the same one, so that each page is drawn and kept once. */
export const CROP_SIDE: PictureSide = 2400;

/** The smallest picture, from the crops' up, that is sharp at this many device pixels. */
export function sideFor(pixels: number): PictureSide {
  return PICTURE_SIDES.find((side) => side >= CROP_SIDE && side >= pixels * 0.95) ?? 3600;
}

interface Held {
  image: HTMLImageElement;
  /** Settles when it can be shown; rejects where it cannot. */
  decoding: Promise<void>;
  decoded: boolean;
}

/** The pictures asked for last: the browser may throw away what nobody holds. */
const held = new Map<string, Held>();
/** What is shown, what comes next and what was shown before; each takes some megabytes. */
const KEPT = 6;

function hold(url: string): Held {
  const known = held.get(url);
  if (known) {
    // The youngest one last.
    held.delete(url);
    held.set(url, known);
    return known;
  }
  const image = new Image();
  image.src = url;
  const one: Held = { image, decoding: image.decode(), decoded: false };
  one.decoding = one.decoding.then(
    () => {
      one.decoded = true;
    },
    (error: unknown) => {
      // It is asked for again when it is wanted again.
      if (held.get(url) === one) held.delete(url);
      throw error;
    },
  );
  held.set(url, one);
  for (const oldest of held.keys()) {
    if (held.size <= KEPT) break;
    held.delete(oldest);
  }
  return one;
}

/** Has pictures fetched and decoded before they are shown, one after the other; the answer stops that. */
export function prefetch(urls: readonly string[]): () => void {
  let wanted = true;
  const fetchAll = async () => {
    for (const url of urls) {
      if (!wanted) return;
      // One that cannot be shown says so when it is asked for.
      await hold(url).decoding.catch(() => undefined);
    }
  };
  void fetchAll();
  return () => {
    wanted = false;
  };
}

interface Loaded {
  url: string | null;
  /** What was asked for could not be shown. */
  failed: boolean;
}

/**
 * Shows a picture when it is there, and the earlier one of the same page until then; so zooming never blinks.
 * `page` names the page: another one clears the old picture at once.
 */
export function usePicture(page: string, url: string | null): Loaded {
  const [loaded, setLoaded] = useState<Loaded & { page: string }>({ page: '', url: null, failed: false });
  useEffect(() => {
    if (!url) return;
    let wanted = true;
    hold(url)
      .decoding.then(() => wanted && setLoaded({ page, url, failed: false }))
      .catch(() => {
        if (!wanted) return;
        setLoaded((before) => (before.page === page && before.url ? before : { page, url: null, failed: true }));
      });
    return () => {
      wanted = false;
    };
  }, [page, url]);
  // One that lies decoded is there in the very frame in which its page is.
  if (url && held.get(url)?.decoded) return { url, failed: false };
  return loaded.page === page ? loaded : { url: null, failed: false };
}

/** Pixels of the display for one of the page's. Some engines do not count what the whole window is zoomed by. */
export function pixelRatio(): number {
  return Math.max(window.devicePixelRatio || 1, window.outerWidth / window.innerWidth || 1);
}
