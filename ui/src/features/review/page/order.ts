/** The order in which some pages have moved by one place, together; `null` where they cannot. */
export function moved(order: readonly number[], chosen: readonly number[], step: 1 | -1): number[] | null {
  const next = [...order];
  const isChosen = (number: number | undefined) => number !== undefined && chosen.includes(number);
  // From the side to which they go, so that neighbours do not overtake each other.
  const places = next.map((_, index) => index);
  if (step === 1) places.reverse();
  let changed = false;
  for (const at of places) {
    const to = at + step;
    const own = next[at];
    const other = next[to];
    if (own === undefined || other === undefined || !isChosen(own) || isChosen(other)) continue;
    next[to] = own;
    next[at] = other;
    changed = true;
  }
  return changed ? next : null;
}
