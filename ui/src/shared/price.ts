import { fromUnits, showDecimal, toUnits } from './decimal';

/** Prices and costs are whole ten-thousandths of a yuan: packages sell calls at parts of a fen. */
const PLACES = 4;

/** Ten-thousandths in a fen. */
export const OF_A_FEN = 100;

export function parsePrice(text: string): number | null {
  return toUnits(text, PLACES);
}

/** For typing. */
export function priceText(price: number): string {
  return fromUnits(price, PLACES);
}

/** For the eye. */
export function showCost(cost: number): string {
  return `¥${showDecimal(fromUnits(cost, PLACES))}`;
}
