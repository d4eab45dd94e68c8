/**
 * What a site sets up is seen where people need it: more time, the idle limit, storage that is almost full,
 * presets and what is said of accounts; and a node that is shared with others.
 */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { facts } from '../support/cluster';
import { openPanel } from '../support/fixtures';
import { MovedEnd } from '../support/movedEnd';
import { OwnSession } from '../support/ownSession';
import { silenceJupyterLab } from '../support/silence';

const IDLE_SECONDS = 60;
const PRESET = 'Quick look';

test.use({ extraHTTPHeaders: {} });

async function expectNoFindings(page: Page, part: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
  ).toEqual([]);
}

function toast(page: Page, text: string): Locator {
  return page.locator('.Toastify__toast').filter({ hasText: text });
}

/** A file's text; empty while it isn't there. */
function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf-8') : '';
}

test.describe('A session of a site', () => {
  test.setTimeout(240_000);

  let session: OwnSession;
  /** Each run has its own: a person is told once a week of a file system. */
  const scratch = `/scratch-${Date.now()}`;
  const quotas = path.join(facts.root, 'run', 'lab', 'quotas.json');
  const notebook = `hpclab-sessionSite-${Date.now()}.ipynb`;

  test.beforeAll(() => {
    const blocks = { total_block_usage: 970_000, block_limit: 1_000_000 };
    const quota = { type: 'fileset', path: scratch, ...blocks };
    writeFileSync(quotas, JSON.stringify({ version: 1, quotas: [quota] }));
    session = OwnSession.startAt(
      'site',
      {
        traits: {
          idle_limit: IDLE_SECONDS,
          more_time_command: ['/bin/echo', 'No more than 8 h for job {job_id}'],
          quota_files: [quotas],
          accounts: { 'def-alice': { description: 'The group of Alice' } },
          submit_presets: [
            {
              title: PRESET,
              description: 'Five minutes',
              options: { partition: 'batch', time: '0:05:00', mem: '400M', qos: 'normal' }
            }
          ]
        }
      },
      '--cpus-per-task=1',
      '--mem=1G',
      '--time=60'
    );
  });

  test.afterAll(() => {
    session.cancel();
    rmSync(quotas, { force: true });
  });

  test('asks for more time, and warns of storage and of the idle limit', async ({
    page
  }) => {
    const end = new MovedEnd(page);
    end.leave(9.5 * 60);
    await end.begin();
    await session.open(page);
    const storage = toast(page, 'is almost full');
    await expect(storage).toContainText(/Storage scratch-\d+ is almost full: /);
    await storage.getByRole('button', { name: 'Show' }).click();
    const panel = page.getByRole('region', { name: 'Session', exact: true });
    await expect(panel).toBeVisible();

    // From the notification before the end, and from the panel: the same question, and the command's words.
    const asked = page.getByRole('dialog', { name: 'More time?' });
    const answer = page.getByRole('dialog', { name: 'More time', exact: true });
    for (const place of [toast(page, 'Your session ends'), panel]) {
      await place.getByRole('button', { name: 'More time…' }).click();
      await expect(asked).toContainText(`for job ${session.jobId}`);
      await asked.getByRole('button', { name: 'Ask for more time' }).click();
      await expect(answer).toContainText('has done its work');
      await expect(
        answer.getByRole('region', { name: 'What the command printed' })
      ).toHaveText(`No more than 8 h for job ${session.jobId}`);
      await expectNoFindings(page, '.jp-Dialog');
      await answer.getByRole('button', { name: 'Close' }).click();
    }

    // Nobody does anything, and what hpclab asks is no use of the session.
    await silenceJupyterLab(page);
    await expect(async () => {
      await end.tell();
      await expect(panel).toContainText('Sessions that nobody uses for 1 min are ended here', {
        timeout: 1_000
      });
    }).toPass({ timeout: 2 * IDLE_SECONDS * 1_000 });

    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await end.begin();
    await page.reload();
    await expect(toast(page, 'Your session ends')).toBeVisible();
    await expect(panel.getByRole('meter', { name: /^Storage scratch/ })).toBeVisible();
    await expect(storage).toHaveCount(0);
  });

  test('has presets for scripts and notebooks, and opens a notebook while it is executed', async ({
    page
  }) => {
    const code = (source: string): object => ({
      ...{ cell_type: 'code', execution_count: null, metadata: {} },
      ...{ outputs: [], source }
    });
    await session.open(page);
    await page.getByText('Submit Job', { exact: true }).click();
    const form = page.getByRole('form', { name: 'Submit job' });
    await form.getByRole('button', { name: PRESET }).click();
    await expect(form.getByLabel('Partition')).toHaveValue('batch');
    await expect(form.getByLabel('Account')).toContainText('def-alice – The group of Alice');
    await expect(form).toContainText('Also in the script: --qos=normal');
    await expect(form.getByLabel('Script')).toHaveValue(/#SBATCH --time=0:05:00/);
    await expect(form.getByRole('status')).toContainText('It would start');
    await expectNoFindings(page, '.hpclab-Submit');
    // A page that is loaded anew has the form with what was entered.
    await expect
      .poll(() => keptForms(page, session.jobId))
      .toContainEqual(expect.stringContaining('0:05:00'));
    await page.goto(page.url().replace(/\?.*/, ''));
    await expect(form.getByLabel('Time limit')).toHaveValue('0:05:00');

    await page.evaluate(
      ([path, content]) =>
        window.jupyterapp.serviceManager.contents.save(path!, {
          type: 'notebook',
          format: 'json',
          content: JSON.parse(content!) as object
        }),
      [
        notebook,
        JSON.stringify({
          cells: [code('print("so", "far")'), code('import time; time.sleep(300)')],
          metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
          ...{ nbformat: 4, nbformat_minor: 4 }
        })
      ]
    );
    await page.evaluate(
      path =>
        void window.jupyterapp.commands.execute('hpclab:run-notebook-as-job', { path }),
      notebook
    );
    const dialog = page.getByRole('dialog', { name: `Run ${notebook} as batch job` });
    await expect(dialog.getByLabel('Account')).toContainText('The group of Alice');
    // By the keyboard alone: the presets come first, and Enter in a field submits.
    await dialog.getByRole('button', { name: PRESET }).press('Enter');
    await expect(dialog.getByLabel('Partition')).toHaveValue('batch');
    await expect(dialog.getByRole('status')).toContainText('It would start');
    await expectNoFindings(page, '.jp-Dialog');
    await dialog.getByLabel('Memory per node').press('Enter');
    const told = toast(page, `runs ${notebook}`);
    await told.getByRole('button', { name: 'Show job' }).click();
    const details = page.getByRole('complementary', { name: /^Details of job / });
    const job = /\d+$/.exec((await details.getAttribute('aria-label')) ?? '')?.[0];
    try {
      const open = details.getByRole('button', { name: 'Open notebook' });
      await expect(async () => {
        await details.getByRole('button', { name: 'Refresh details' }).click();
        await expect(open).toBeVisible({ timeout: 3_000 });
      }).toPass({ timeout: 60_000 });
      await expectNoFindings(page, '.hpclab-Jobs');
      // What is executed is saved after each cell, also while the next one goes on.
      const result = notebook.replace('.ipynb', `-${job}.ipynb`);
      await expect
        .poll(() => textOf(path.join(session.home, result)), {
          timeout: 60_000
        })
        .toContain('so far');
      await open.press('Enter');
      await expect(page.getByRole('tab', { name: result })).toBeVisible();
      await expect(page.getByText('so far')).toBeVisible();
    } finally {
      await session.ask('jobs/actions', { action: 'cancel', jobs: [job] });
    }
    await page.evaluate(async name => {
      const { contents } = window.jupyterapp.serviceManager;
      const home = (await contents.get('')) as { content: { path: string }[] };
      for (const { path } of home.content) {
        if (path.startsWith(name)) {
          await contents.delete(path);
        }
      }
    }, notebook.replace('.ipynb', ''));
  });
});

/** What JupyterLab keeps of the forms that are open, as texts. */
function keptForms(page: Page, job: string): Promise<string[]> {
  return page.evaluate(async workspace => {
    const { workspaces } = window.jupyterapp.serviceManager;
    const { data } = await workspaces.fetch(workspace);
    return Object.entries(data)
      .filter(([key]) => key.startsWith('hpclab-submit:'))
      .map(([, value]) => JSON.stringify(value));
  }, `own-${job}`);
}

test('A node that is shared says what it has left, and that it has more to do than it can', async ({
  page
}) => {
  const profile = `. ${path.join(facts.root, 'etc', 'profile.sh')}\nunset \${!SLURM_@}\n`;
  const session = OwnSession.startAt('shared', { profile }, '--cpus-per-task=1', '--mem=1G');
  try {
    await session.open(page);
    const panel = await openPanel(page, 'Session');
    await expect(panel).toContainText('Not in a Slurm job');
    await expect(panel).toContainText(
      /Left for everybody on this node: [\d.,]+ GB of memory; load [\d.,]+ on \d+ cores/
    );
    // The machine that runs the tests has its cores to itself, so this one figure is another.
    await page.route(/\/hpclab\/v1\/session\/usage/, async route => {
      const response = await route.fetch();
      const usage = (await response.json()) as { node: object };
      const node = { ...usage.node, is_oversubscribed: true };
      await route.fulfill({ response, json: { ...usage, node } });
    });
    await panel.getByRole('button', { name: 'Refresh session' }).click();
    await expect(
      panel.getByText(/^Programs on this node want more than its \d+ cores/)
    ).toBeVisible();
    await expectNoFindings(page, '#hpclab-session');
  } finally {
    session.cancel();
  }
});
