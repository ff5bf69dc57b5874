import { useEffect, useState } from 'react';

import { PICTURE_SIDES, type PictureSide } from '../../../platform';

/** The picture from which crops are cut. The page shows the same one, so that each page is drawn and kept once. */
export const CROP_SIDE: PictureSide = 2400;

/** The smallest picture, from the crops' up, that is sharp at this many device pixels. */
export function sideFor(pixels: number): PictureSide {
  return PICTURE_SIDES.find((side) => side >= CROP_SIDE && side >= pixels * 0.95) ?? 3600;
}

/** The pictures decoded beforehand, the last few: the browser may throw away what nobody holds. */
const ahead: HTMLImageElement[] = [];
const KEPT_AHEAD = 3;

/** Has a picture fetched and decoded before it is shown. */
export function prefetch(url: string): void {
  if (ahead.some((image) => image.src === url)) return;
  const image = new Image();
  image.src = url;
  ahead.push(image);
  if (ahead.length > KEPT_AHEAD) ahead.shift();
  // One that cannot be shown says so when it is asked for.
  image.decode().catch(() => undefined);
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
    const image = new Image();
    image.src = url;
    image
      .decode()
      .then(() => wanted && setLoaded({ page, url, failed: false }))
      .catch(() => {
        if (!wanted) return;
        setLoaded((before) => (before.page === page && before.url ? before : { page, url: null, failed: true }));
      });
    return () => {
      wanted = false;
    };
  }, [page, url]);
  return loaded.page === page ? loaded : { url: null, failed: false };
}
