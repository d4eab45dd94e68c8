/** Submitting jobs: a script of the file browser with its options, a text, an array, limits, what is no script. */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { lab, slurm } from '../support/cluster';
import { expect, test as base } from '../support/fixtures';

const test = base.extend<{ submitted: string[] }>({
  submitted: async ({}, use) => {
    const ids: string[] = [];
    await use(ids);
    if (ids.length) {
      slurm('scancel', ...ids);
    }
  }
});

/** Open an empty form by way of the Jobs tab. */
async function openForm(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.getByRole('main').getByText('Jobs', { exact: true }).click();
  await page.getByRole('button', { name: 'Submit job…' }).click();
  return loaded(page);
}

async function loaded(page: IJupyterLabPageFixture): Promise<Locator> {
  const form = page.getByRole('form', { name: 'Submit job' });
  await expect(form.getByLabel('Script')).toBeVisible();
  await expect(form.getByLabel('Partition')).toContainText('batch');
  return form;
}

/** Submit, and say which job it is. */
async function submit(
  page: IJupyterLabPageFixture,
  form: Locator
): Promise<string> {
  await form.getByRole('button', { name: 'Submit', exact: true }).click();
  const told = page.getByText(/^Job \d+ is submitted\.$/);
  await expect(told).toBeVisible();
  await expect(form).toBeHidden();
  return /\d+/.exec((await told.textContent()) ?? '')?.[0] ?? '';
}

test('submits a script of the file browser with the options in its lines', async ({
  page,
  tmpPath,
  submitted
}) => {
  const lines = '#SBATCH -t 5 --mem=50 # small\n#SBATCH --hold\n';
  await page.contents.uploadContent(
    `#!/bin/bash\n${lines}echo hello\n`,
    'text',
    `${tmpPath}/my job.sh`
  );
  await page.filebrowser.refresh();
  await page
    .getByRole('region', { name: 'File Browser Section' })
    .getByText('my job.sh')
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Submit to Slurm…' }).click();
  const form = await loaded(page);
  await expect(form.getByLabel('Time limit')).toHaveValue('5');
  await expect(form.getByLabel('Memory per node')).toHaveValue('50');
  await expect(form).toContainText('Also in the script: --hold');
  await form.getByLabel('Time limit').fill('9');
  const script = form.getByLabel('Script');
  await expect(script).toHaveValue(
    '#!/bin/bash\n#SBATCH --time=9 --mem=50 # small\n#SBATCH --hold\necho hello\n'
  );
  const id = await submit(page, form);
  submitted.push(id);
  const format = '%j|%l|%r|%u|%Z';
  const shown = slurm('squeue', '-h', '-o', format, '-j', id).trim();
  expect(shown).toMatch(/^my job\.sh\|9:00\|JobHeldUser\|/);
  expect(shown).toContain(`|${lab().user}|`);
  expect(shown.endsWith(tmpPath)).toBe(true);
});

test('submits an array, of which a part is cancelled in the Jobs tab', async ({
  page,
  submitted
}) => {
  const form = await openForm(page);
  await form
    .getByLabel('Script')
    .fill('#!/bin/bash\n#SBATCH --mem=50 --time=5 --output=/dev/null\nsleep 200\n');
  await form.getByLabel('Array').fill('1-4%1');
  await form.getByLabel('Job name').fill('sweep of four');
  const id = await submit(page, form);
  submitted.push(id);
  await expect
    .poll(() => slurm('squeue', '-h', '-o', '%T', '-j', `${id}_1`).trim())
    .toBe('RUNNING');
  await page
    .locator('.Toastify__toast')
    .filter({ hasText: `Job ${id} is submitted.` })
    .getByRole('button', { name: 'Show job' })
    .click();
  const tab = page.getByRole('region', { name: 'Jobs', exact: true });
  const row = tab
    .getByRole('listitem')
    .filter({ has: page.getByText(id, { exact: true }) });
  await expect(row).toContainText('4 tasks', { timeout: 40_000 });
  await tab.getByRole('button', { name: 'Close details' }).click();
  await row.getByRole('button', { name: `Unfold job ${id}` }).click();
  // The list may be of before the first task's start.
  await tab
    .getByRole('checkbox', { name: new RegExp(`Select job ${id}_\\[2-4`) })
    .check({ timeout: 40_000 });
  await tab.getByRole('button', { name: 'Cancel…', exact: true }).click();
  await page
    .getByRole('dialog', { name: 'Cancel 1 job?' })
    .getByRole('button', { name: 'Cancel job' })
    .click();
  await expect
    .poll(() => slurm('squeue', '-h', '-r', '-o', '%i', '-j', id).trim())
    .toBe(`${id}_1`);

  await row.getByRole('button', { name: 'sweep of four', exact: true }).click();
  await tab
    .getByRole('button', { name: 'Submit again with changes…' })
    .first()
    .click();
  const again = await loaded(page);
  await expect(again.getByLabel('Array')).toHaveValue('1-4%1');
  await expect(again.getByLabel('Job name')).toHaveValue('sweep of four');
  await expect(again.getByRole('button', { name: 'As last time' })).toBeVisible();
});

test('submits what is edited, saved or not', async ({ page, tmpPath }) => {
  const path = `${tmpPath}/edited.sh`;
  await page.contents.uploadContent('#!/bin/bash\n', 'text', path);
  await page.evaluate(
    file =>
      void window.jupyterapp.commands.execute('docmanager:open', {
        path: file
      }),
    path
  );
  const editor = page.getByRole('main').locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('#SBATCH --time=7');
  await editor.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Submit to Slurm…' }).click();
  const form = await loaded(page);
  await expect(form.getByLabel('Time limit')).toHaveValue('7');
});

test('tells limits before and Slurm’s refusal after, and keeps what was entered', async ({
  page,
  submitted
}) => {
  const form = await openForm(page);
  const script = form.getByLabel('Script');
  await script.fill('#!/bin/bash\n#SBATCH --mem=50 --hold\ntrue\n');
  await form.getByLabel('Time limit').fill('99:00:00');
  await expect(form).toContainText('interactive allows at most 8 h.');
  await form.getByRole('button', { name: 'Submit', exact: true }).click();
  await expect(form.getByRole('alert')).toContainText(
    'Requested time limit is invalid'
  );
  await expect(form.getByLabel('Time limit')).toHaveValue('99:00:00');
  await form.getByLabel('Partition').selectOption('batch');
  await expect(form).not.toContainText('allows at most 8 h.');
  submitted.push(await submit(page, form));
});

test('says what is wrong with a script, and mends line ends of Windows', async ({
  page,
  tmpPath
}) => {
  const form = await openForm(page);
  const script = form.getByLabel('Script');
  const button = form.getByRole('button', { name: 'Submit', exact: true });
  await script.fill('echo hello\n');
  await expect(form).toContainText('has to name its interpreter');
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await script.fill('#!/bin/bash\n#SBATCH --comment="open\n');
  await expect(form).toContainText('a quote is opened and not closed');

  await page.contents.uploadContent(
    '#!/bin/bash\r\n#SBATCH -t 3\r\n',
    'text',
    `${tmpPath}/dos.sh`
  );
  await page.evaluate(
    path =>
      void window.jupyterapp.commands.execute('hpclab:submit-job', { path }),
    `${tmpPath}/dos.sh`
  );
  const second = page.getByRole('form', { name: 'Submit job' }).last();
  await expect(second).toContainText('those of Windows');
  await expect(second.getByLabel('Time limit')).toHaveValue('3');
});
