/** JupyterHub with batchspawner on the cluster, and a person who logs in at it. */

import { execFileSync } from 'node:child_process';
import path from 'node:path';

import type { Page } from '@playwright/test';

import { slurm } from './cluster';

/** What batchspawner calls its jobs. */
const JOB_NAME = 'spawner-jupyterhub';
const REPOSITORY = path.resolve(__dirname, '../..');

/** The running hub. */
export class Hub {
  private constructor(
    private readonly _url: string,
    /** Whose server may stop itself. */
    readonly first: string,
    /** Whose server may not; none where the cluster has one user. */
    readonly other: string | undefined,
    private readonly _password: string
  ) {}

  /**
   * Start it; what is missing is installed.
   *
   * @param idle - Seconds after which it ends a server that nobody uses; without, it never does.
   */
  static start(idle?: number): Hub {
    const words = idle === undefined ? [] : ['--idle', String(idle)];
    const { url, users, password } = JSON.parse(
      demo(...words)
        .trim()
        .split('\n')
        .pop()!
    ) as { url: string; users: string[]; password: string };
    return new Hub(url, users[0]!, users[1], password);
  }

  /** Stop it; it ends everybody's servers. */
  static stop(): void {
    demo('--stop');
  }

  /** Log in, and open the own JupyterLab, which is started where it doesn't run. */
  async open(page: Page, user: string): Promise<void> {
    await page.goto(`${this._url}hub/login?next=%2Fhub%2Fspawn`);
    await page.getByLabel('Username').fill(user);
    await page.getByLabel('Password').fill(this._password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`**/user/${user}/lab*`, { timeout: 120_000 });
    await page.goto(`${this._url}user/${user}/lab?reset`);
    await page.getByRole('tab', { name: 'Session', exact: true }).waitFor();
  }

  /** Open the hub's own page, where a server is started and stopped. */
  async openHome(page: Page): Promise<void> {
    await page.goto(`${this._url}hub/home`);
  }

  /** The job that the hub has started for somebody and that runs. */
  job(user: string): string {
    return slurm(
      'squeue',
      '--noheader',
      `--name=${JOB_NAME}`,
      `--user=${user}`,
      '--states=RUNNING',
      '--format=%A'
    ).trim();
  }

  /** Cancel the jobs that a test has left. */
  cancelJobs(): void {
    slurm('scancel', `--jobname=${JOB_NAME}`);
  }
}

function demo(...words: string[]): string {
  return execFileSync('/usr/bin/python3', ['-m', 'demo', 'hub', ...words], {
    cwd: REPOSITORY,
    encoding: 'utf-8',
    timeout: 600_000
  });
}
