/** Draws a component again when a Lumino signal fires. */

import { ISignal } from '@lumino/signaling';
import { useEffect, useReducer } from 'react';

/**
 * Follow signals for as long as the component is there.
 *
 * @param signals - Always as many, in the same order.
 */
export function useSignals(...signals: ISignal<unknown, unknown>[]): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    signals.forEach(signal => signal.connect(redraw));
    return () => signals.forEach(signal => void signal.disconnect(redraw));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the signals themselves are the list
  }, signals);
}
