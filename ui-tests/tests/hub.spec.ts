/** Below a real JupyterHub whose batchspawner starts JupyterLab in a Slurm job. */

import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';

import { slurm } from '../support/cluster';
import { openPanel } from '../support/fixtures';
import { Hub } from '../support/hub';
import { silenceJupyterLab } from '../support/silence';

/** A person comes with nothing but their name and password. */
test.use({ extraHTTPHeaders: {} });
test.setTimeout(240_000);

test.describe('Below JupyterHub', () => {
  let hub: Hub;

  test.beforeAll(() => {
    hub = Hub.start();
  });

  test.afterEach(() => {
    hub.cancelJobs();
  });

  test.afterAll(() => {
    Hub.stop();
  });

  test('a session is used, ended by the hub, and started again', async ({
    page
  }) => {
    const user = hub.first;
    await hub.open(page, user);
    const job = hub.job(user);
    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText(`job ${job}`);
    await expect(panel).toContainText('interactive');
    const software = await openPanel(page, 'Software');
    await expect(
      software.getByRole('button', { name: 'Unload StdEnv/2023' })
    ).toBeAttached();

    await endSession(page);
    await expect.poll(() => stateOf(job)).toBe('CANCELLED');
    await expectStopped(page, hub);

    await page.context().clearCookies();
    await hub.open(page, user);
    const again = await openPanel(page, 'Session');
    const next = hub.job(user);
    expect(next).not.toBe(job);
    await expect(again).toContainText(`job ${next}`);
    // The person has ended the last one: there is nothing to explain.
    await expect(page.getByText('Your last session')).toHaveCount(0);
  });

  test('a server that may not stop itself gives back its job', async ({
    page
  }) => {
    test.skip(!hub.other, 'the cluster has one user');
    await hub.open(page, hub.other!);
    const job = hub.job(hub.other!);
    await endSession(page);
    await expect.poll(() => stateOf(job)).toBe('CANCELLED');
    await expectStopped(page, hub);
  });
});

/** Seconds after which the hub ends a server that nobody uses. */
const IDLE = 60;

test.describe('Below JupyterHub with a culler', () => {
  let hub: Hub;

  test.beforeAll(() => {
    hub = Hub.start(IDLE);
  });

  test.afterAll(() => {
    hub.cancelJobs();
    Hub.stop();
  });

  test('a session whose panel alone is looked at is ended, and told of before', async ({
    page
  }) => {
    await hub.open(page, hub.first);
    const job = hub.job(hub.first);
    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText(`job ${job}`);
    // What JupyterLab asks by itself is use until here: the culler counts from now, not from the start.
    await page.waitForTimeout((IDLE / 2) * 1_000);
    await silenceJupyterLab(page);
    const begin = Date.now();

    await expect(async () => {
      await askHpclab(page);
      await expect(panel).toContainText(
        'Sessions that nobody uses for 1 min are ended here',
        { timeout: 1_000 }
      );
    }).toPass({ timeout: IDLE * 1_000 });
    expect(stateOf(job)).toBe('RUNNING');

    await expect
      .poll(
        async () => {
          await askHpclab(page);
          return stateOf(job);
        },
        { intervals: [2_000], timeout: 2 * IDLE * 1_000 }
      )
      .toBe('CANCELLED');
    const seconds = (Date.now() - begin) / 1_000;
    expect(seconds).toBeGreaterThan(IDLE * 0.75);
    expect(seconds).toBeLessThan(IDLE * 1.5);
  });
});

/** Have the panel ask the server, which may be gone. */
async function askHpclab(page: Page): Promise<void> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('hpclab:refresh-session')
  );
}

async function endSession(page: Page): Promise<void> {
  const panel = await openPanel(page, 'Session');
  await panel.getByRole('button', { name: 'End session…' }).click();
  await page
    .getByRole('dialog', { name: 'End session?' })
    .getByRole('button', { name: 'End session' })
    .click();
  await expect(
    page.getByRole('dialog', { name: 'End session', exact: true })
  ).toContainText('Your session has ended.', { timeout: 30_000 });
}

/** The hub itself has noticed that the server is gone. */
async function expectStopped(page: Page, hub: Hub): Promise<void> {
  await expect(async () => {
    await hub.openHome(page);
    await expect(
      page.getByRole('button', { name: 'Start My Server' })
    ).toBeVisible({ timeout: 2_000 });
    await expect(
      page.getByRole('button', { name: 'Stop My Server' })
    ).toBeHidden();
  }).toPass({ timeout: 60_000 });
}

function stateOf(job: string): string {
  return slurm(
    'squeue',
    '--noheader',
    '--states=all',
    '--format=%T',
    `--jobs=${job}`
  ).trim();
}
