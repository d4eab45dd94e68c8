/** The ids of the applications' commands; each takes `{name}`, an application's name in the routes. */

import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

export const OPEN_APP = 'hpclab:open-app';
export const STOP_APP = 'hpclab:stop-app';
export const RESTART_APP = 'hpclab:restart-app';
export const SHOW_APP_LOG = 'hpclab:show-app-log';

/** The application that a command is about; empty where its caller named none. */
export function nameIn(args: ReadonlyPartialJSONObject): string {
  return typeof args['name'] === 'string' ? args['name'] : '';
}
