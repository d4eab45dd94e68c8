/** Measures an element, for layouts that depend on the room there is. */

import * as React from 'react';

/**
 * An element's width in pixels, followed as it changes.
 *
 * @param element - What is measured.
 * @param unmeasured - What is taken until then.
 */
export function useWidth(
  element: React.RefObject<HTMLElement>,
  unmeasured: number
): number {
  const [width, setWidth] = React.useState(unmeasured);
  React.useLayoutEffect(() => {
    const node = element.current;
    if (!node || typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(() => {
      // A hidden tab has no width; it keeps the one that it will be shown with.
      if (node.clientWidth) {
        setWidth(node.clientWidth);
      }
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
