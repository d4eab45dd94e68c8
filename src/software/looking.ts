/** Tells which version somebody looks at, so that its plan is there when they click. */

import type { Schemas } from '../api/client';
import type { IRowContext } from './packageRow';

/** What a row listens to: the focus comes to it by a key, or by the click that opens it. */
export interface ILookHandlers {
  onFocus?: () => void;
  onBlur?: () => void;
}

/** The handlers for a row that offers a version; none where there is nothing to load. */
export function lookHandlers(
  version: Schemas['Version'] | undefined,
  { loadability, canChange, onLook }: IRowContext
): ILookHandlers {
  if (!version || !canChange || loadability.wayTo(version).isLoaded) {
    return {};
  }
  return {
    onFocus: () => onLook(version.full_name),
    onBlur: () => onLook(null)
  };
}
