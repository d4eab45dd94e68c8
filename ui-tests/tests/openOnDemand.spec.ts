/** As Open OnDemand starts JupyterLab: below /node/HOST/PORT/ behind a proxy, with a password and no hub. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@playwright/test';

import { slurm } from '../support/cluster';
import { openPanel } from '../support/fixtures';

/** How one comes in. */
interface IOnDemand {
  url: string;
  password: string;
  job_id: string;
  log: string;
}

/** A person comes with nothing but the password. */
test.use({ extraHTTPHeaders: {} });
test.setTimeout(240_000);

function demo(...words: string[]): string {
  return execFileSync(
    '/usr/bin/python3',
    ['-m', 'demo', 'ondemand', ...words],
    {
      cwd: path.resolve(__dirname, '../..'),
      encoding: 'utf-8',
      timeout: 300_000
    }
  );
}

test.describe('As an Open OnDemand application', () => {
  let session: IOnDemand;

  test.beforeAll(() => {
    session = JSON.parse(demo().trim().split('\n').pop()!) as IOnDemand;
  });

  test.afterAll(() => {
    demo('--stop');
    if (state() === 'RUNNING') {
      slurm('scancel', session.job_id);
    }
  });

  function state(): string {
    return slurm(
      'squeue',
      '--noheader',
      '--states=all',
      '--format=%T',
      `--jobs=${session.job_id}`
    ).trim();
  }

  test('panels, events and an application work, and the job is given back', async ({
    page
  }) => {
    const { pathname } = new URL(session.url);
    expect(pathname).toMatch(/^\/node\/[^/]+\/\d+\/lab$/);
    const events = page.waitForEvent('websocket', socket =>
      socket.url().includes('/api/events/subscribe')
    );
    await page.goto(`${session.url}?reset`);
    await page.getByLabel(/Password/).fill(session.password);
    await page.getByRole('button', { name: 'Log in' }).click();

    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText(`job ${session.job_id}`);
    const base = pathname.replace(/lab$/, '');
    expect(new URL((await events).url()).pathname).toContain(base);

    // A change that another one makes comes by the websocket, through the proxy.
    const software = await openPanel(page, 'Software');
    const load = new URL(`${base}hpclab/v1/modules/load`, session.url).href;
    const answer = await page.request.post(load, {
      data: { modules: ['CMake'] },
      headers: { 'X-XSRFToken': await xsrf(page.context()) }
    });
    expect(answer.status()).toBe(200);
    await expect(
      software.getByRole('button', { name: /^Unload CMake/ })
    ).toBeAttached();

    await openPanel(page, 'Session');
    const opened = page.context().waitForEvent('page');
    await panel.getByRole('button', { name: /^Open VS Code/ }).click();
    const editor = await opened;
    await expect(editor.getByText('Welcome').first()).toBeVisible({
      timeout: 90_000
    });
    expect(new URL(editor.url()).pathname).toContain(`${base}hpclab/`);
    await editor.close();

    await panel.getByRole('button', { name: 'End session…' }).click();
    const question = page.getByRole('dialog', { name: 'End session?' });
    await expect(question).toContainText(`Job ${session.job_id} ends`);
    await question.getByRole('button', { name: 'End session' }).click();
    await expect.poll(state, { timeout: 60_000 }).toBe('CANCELLED');
    expect(readFileSync(session.log, 'utf-8')).toContain('CANCELLED');
  });
});

/** What JupyterLab's own requests prove themselves by. */
async function xsrf(context: {
  cookies: () => Promise<{ name: string; value: string }[]>;
}): Promise<string> {
  const cookies = await context.cookies();
  return cookies.find(({ name }) => name === '_xsrf')?.value ?? '';
}
