/** What the browser tests know of the demo cluster: the facts that `python3 -m demo up` wrote, and its commands. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** JupyterLab's job. */
interface ILab {
  user: string;
  job_id: string;
  url: string;
  token_file: string;
  log: string;
}

/** The facts that the tests use. */
interface IFacts {
  root: string;
  environment: Record<string, string>;
  lab: ILab | null;
}

const ROOT = process.env['HPCLAB_DEMO_ROOT'] ?? '/opt/hpclab-demo';

/** The facts of the running cluster. */
export const facts = JSON.parse(
  readFileSync(path.join(ROOT, 'cluster.json'), 'utf-8')
) as IFacts;

/** JupyterLab's job; the tests make no sense without one. */
export function lab(): ILab {
  if (!facts.lab) {
    throw new Error("JupyterLab isn't running: python3 -m demo up");
  }
  return facts.lab;
}

/** JupyterLab's token. */
export function token(): string {
  return readFileSync(lab().token_file, 'utf-8').trim();
}

/**
 * Run one of Slurm's commands as its administrator.
 *
 * @returns What it printed.
 */
export function slurm(command: string, ...words: string[]): string {
  return execFileSync(command, words, {
    env: { ...process.env, ...facts.environment },
    encoding: 'utf-8',
    timeout: 30_000
  });
}
