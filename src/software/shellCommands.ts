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
  const lines = [...state.used_paths]
    .reverse() // each goes before the others
    .map(path => `module use ${shellWord(path)}\n`);
  return names.length
    ? [...lines, `module load ${names.join(' ')}\n`].join('')
    : '';
}

/**
 * The beginning of a job script that runs with the same modules.
 *
 * `--export=NONE` keeps what is loaded here out of the job, and `srun` is told to hand its environment on.
 * A login shell has `module` where the site's profile brings it.
 *
 * @param state - What is loaded.
 * @returns Lines with a line break at the end; empty where nothing is loaded.
 */
export function asJobHeader(state: Schemas['ModuleState']): string {
  const load = asShellCommands(state);
  return load
    ? [
        '#!/bin/bash -l',
        '#SBATCH --export=NONE',
        'export SLURM_EXPORT_ENV=ALL',
        '',
        'module reset',
        load
      ].join('\n')
    : '';
}

/** A name that a shell takes as one word, whatever a site has called its modules. */
function shellWord(name: string): string {
  return /^[\w./+:@=-]+$/.test(name)
    ? name
    : `'${name.replace(/'/g, "'\\''")}'`;
}
