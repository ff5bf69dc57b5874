import { useLayoutEffect, type RefObject } from 'react';

/**
 * Tells the style sheet how wide a box's own scroll bar is (`--scrollbar`), so that heads and sums outside of it keep
 * in line with the columns inside.
 */
export function useScrollbarWidth(box: RefObject<HTMLElement | null>, count: number): void {
  useLayoutEffect(() => {
    const element = box.current;
    const outer = element?.parentElement;
    if (!element || !outer) return;
    const measure = () => {
      const width = `${element.offsetWidth - element.clientWidth}px`;
      outer.style.setProperty('--scrollbar', width);
      outer.parentElement?.style.setProperty('--scrollbar', width);
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [box, count]);
}
