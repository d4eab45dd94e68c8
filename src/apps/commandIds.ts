/** The ids of the applications' commands; each takes `{name}`, an application's name in the routes. */

import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

export const OPEN_APP = 'hpclab:open-app';
export const OPEN_APP_WITH_NETWORK = 'hpclab:open-app-with-network';
export const STOP_APP = 'hpclab:stop-app';
export const RESTART_APP = 'hpclab:restart-app';
export const SHOW_APP_LOG = 'hpclab:show-app-log';

/** All of them. */
export const APP_COMMANDS: readonly string[] = [
  OPEN_APP,
  OPEN_APP_WITH_NETWORK,
  STOP_APP,
  RESTART_APP,
  SHOW_APP_LOG
];

/** The folder that the Launcher was opened in; undefined elsewhere, and where it isn't on the server's disk. */
export function folderIn(args: ReadonlyPartialJSONObject): string | undefined {
  const { cwd } = args;
  // A colon ends the name of a drive that isn't the server's.
  return typeof cwd === 'string' && !cwd.includes(':') ? cwd : undefined;
}

/** The application that a command is about; empty where its caller named none. */
export function nameIn(args: ReadonlyPartialJSONObject): string {
  return typeof args['name'] === 'string' ? args['name'] : '';
}
