/** One more JupyterLab in a job of its own, for tests that end it. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Page } from '@playwright/test';

import { slurm } from './cluster';

const REPOSITORY = path.resolve(__dirname, '../..');

/** What another site than the demo's has. */
export interface ISite {
  /** Lines of its profile, in the place of the demo's. */
  profile?: string;
  /** Settings of its hpclab by their traits' names, beside the demo's. */
  traits?: Record<string, unknown>;
}

/** A session that a test may end. */
export class OwnSession {
  private constructor(
    readonly jobId: string,
    private readonly _url: string,
    private readonly _tokenFile: string,
    /** What the server wrote. */
    readonly log: string
  ) {}

  /**
   * Start one.
   *
   * @param name - Names its files.
   * @param options - sbatch's, such as `--time=3`.
   */
  static start(name: string, ...options: string[]): OwnSession {
    const words = ['-m', 'demo', 'session', name, '--', ...options];
    const printed = execFileSync('/usr/bin/python3', words, {
      cwd: REPOSITORY,
      encoding: 'utf-8',
      timeout: 200_000
    });
    const facts = JSON.parse(printed.trim().split('\n').pop()!) as {
      job_id: string;
      url: string;
      token_file: string;
      log: string;
    };
    return new OwnSession(facts.job_id, facts.url, facts.token_file, facts.log);
  }

  /**
   * Start one of another site.
   *
   * @param name - Names its files.
   * @param site - What it has.
   * @param options - sbatch's.
   */
  static startAt(
    name: string,
    { profile, traits }: ISite,
    ...options: string[]
  ): OwnSession {
    const folder = mkdtempSync(path.join(tmpdir(), 'hpclab-site-'));
    chmodSync(folder, 0o755);
    const variables = ['ALL'];
    if (profile) {
      const file = path.join(folder, 'profile.sh');
      writeFileSync(file, profile);
      variables.push(`HPCLAB_DEMO_PROFILE=${file}`);
    }
    if (traits) {
      writeFileSync(
        path.join(folder, 'jupyter_server_config.json'),
        JSON.stringify({ HpcLab: traits })
      );
      variables.push(`HPCLAB_DEMO_CONFIG=${folder}`);
    }
    return this.start(name, `--export=${variables.join(',')}`, ...options);
  }

  /** Open it in a browser, in a workspace of its own, and wait until JupyterLab is there. */
  async open(page: Page): Promise<void> {
    const workspace = `/workspaces/own-${this.jobId}`;
    await page.goto(`${this._url}${workspace}?reset&token=${this._token}`);
    await page.waitForFunction(() => window.jupyterapp?.restored);
  }

  /**
   * Ask its hpclab.
   *
   * @param path - Below `hpclab/v1/`.
   * @param body - What is posted; without one it is only asked.
   */
  async ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(
      `${this._url.replace(/lab$/, '')}hpclab/v1/${path}`,
      {
        method: body ? 'POST' : 'GET',
        headers: { Authorization: `token ${this._token}` },
        ...(body ? { body: JSON.stringify(body) } : {})
      }
    );
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return (await response.json()) as T;
  }

  /** The home folder, which JupyterLab shows. */
  get home(): string {
    return path.dirname(this.log);
  }

  /** The job's state as Slurm has it, such as RUNNING. */
  get state(): string {
    return slurm(
      'squeue',
      '--noheader',
      '--states=all',
      '--format=%T',
      `--jobs=${this.jobId}`
    ).trim();
  }

  /** End it, if a test hasn't. */
  cancel(): void {
    if (this.state === 'RUNNING') {
      slurm('scancel', this.jobId);
    }
  }

  private get _token(): string {
    return readFileSync(this._tokenFile, 'utf-8').trim();
  }
}
