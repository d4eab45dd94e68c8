/** Writes down what is loaded as the commands that one would type. */

import type { Schemas } from '../api/client';

/**
 * The lines that load the same modules in a terminal or a job script.
 *
 * @param state - What is loaded; dependencies come by themselves and are left out.
 * @returns Lines with a line break at the end; empty where nothing is loaded.
 */
export function asShellCommands(state: Schemas['ModuleState']): string {
  const names = state.loaded
    .filter(({ requested, active }) => requested && active)
    .map(({ full_name }) => shellWord(full_name));
  return names.length ? `module load ${names.join(' ')}\n` : '';
}

/** A name that a shell takes as one word, whatever a site has called its modules. */
function shellWord(name: string): string {
  return /^[\w./+:@=-]+$/.test(name)
    ? name
    : `'${name.replace(/'/g, "'\\''")}'`;
}
