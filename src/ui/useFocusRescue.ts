/** Keeps the focus from falling to the page's beginning when what had it goes away. */

import * as React from 'react';

/**
 * Move the focus on when the focused element of a container is taken out of the page.
 *
 * @param container - Where the focused element was.
 * @param heir - Finds what gets the focus then.
 */
export function useFocusRescue(
  container: React.RefObject<HTMLElement>,
  heir: () => HTMLElement | null
): void {
  const last = React.useRef<Element | null>(null);
  React.useEffect(() => {
    const remember = (): void => {
      const focused = document.activeElement;
      last.current = container.current?.contains(focused) ? focused : null;
    };
    document.addEventListener('focusin', remember);
    document.addEventListener('pointerdown', remember);
    return () => {
      document.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', remember);
    };
  }, [container]);
  React.useLayoutEffect(() => {
    const hasLost = document.activeElement === document.body;
    if (last.current && !last.current.isConnected && hasLost) {
      last.current = null;
      heir()?.focus({ preventScroll: true });
    }
  });
}
