/** Puts errors into words: the server's own, and ours where it could say none. */

import { TranslationBundle } from '@jupyterlab/translation';

import type { ApiError } from '../api/client';

/** What to tell a person about an error. */
export function errorText(error: ApiError, trans: TranslationBundle): string {
  switch (error.code) {
    case 'no_answer':
      return trans.__('The Jupyter server doesn’t answer.');
    case 'unknown':
      return trans.__(
        'The Jupyter server answered something unexpected: %1',
        error.message
      );
    default:
      return error.message;
  }
}
