/** How large the window draws everything, in percent: the program bounds it by the first and the last. */
export const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200] as const;

export const ACTUAL_SIZE = 100;

/** One step larger or smaller; the same at either end. */
export function zoomed(zoom: number, by: 'larger' | 'smaller'): number {
  const next = by === 'larger' ? ZOOMS.find((step) => step > zoom) : ZOOMS.findLast((step) => step < zoom);
  return next ?? zoom;
}
