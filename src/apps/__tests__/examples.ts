/** Applications as the server tells of them. */

import { App } from '../model';

/** An application that is stopped, with changes. */
export function app(
  name: string,
  title: string,
  changes: Partial<App> = {}
): App {
  return {
    name,
    title,
    state: 'stopped',
    reason: null,
    detail: null,
    stage: null,
    modules: [],
    changes: [],
    url: `hpclab/app/${name}/`,
    started_at: null,
    stale: false,
    last_line: null,
    attention: null,
    network: null,
    ...changes
  };
}
