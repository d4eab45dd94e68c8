/** Notebooks as batch jobs: from the dialog to the executed notebook, and what fails on the way. */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { slurm } from '../support/cluster';
import { expect, openPanel, test as base } from '../support/fixtures';

/** A cell of code. */
function code(source: string, ...tags: string[]): object {
  return {
    cell_type: 'code',
    execution_count: null,
    metadata: { tags },
    outputs: [],
    source
  };
}

/** A notebook that says which Python's module it has, with a parameter. */
const NOTEBOOK = JSON.stringify({
  cells: [
    code('city = "Bern"  # where\nn = 1', 'parameters'),
    code('import os\nprint(city, n + 1, os.environ["LOADEDMODULES"])')
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
  nbformat: 4,
  nbformat_minor: 4
});

const test = base.extend<{ notebook: string }>({
  notebook: async ({ page, tmpPath }, use) => {
    const name = 'my book’s “é”.ipynb';
    await page.contents.uploadContent(NOTEBOOK, 'text', `${tmpPath}/${name}`);
    await page.filebrowser.openDirectory(tmpPath);
    await use(name);
  }
});

/** The dialog, with figures that the demo's machine has. */
async function filledDialog(
  page: IJupyterLabPageFixture,
  name: string
): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name });
  await dialog.getByRole('textbox', { name: 'Time limit' }).fill('5');
  await dialog.getByRole('textbox', { name: 'Cores' }).fill('1');
  await dialog.getByRole('textbox', { name: 'Memory' }).fill('400M');
  return dialog;
}

/** Submit, and give the id of the job that the notification names. */
async function submit(
  page: IJupyterLabPageFixture,
  dialog: Locator
): Promise<string> {
  await dialog.getByRole('button', { name: 'Submit' }).click();
  const told = page.getByText(/^Job \d+ runs /);
  await expect(told).toBeVisible();
  return /\d+/.exec((await told.textContent()) ?? '')?.[0] ?? '';
}

async function ended(job: string, state: string): Promise<void> {
  await expect
    .poll(() => slurm('squeue', '-h', '-t', 'all', '-o', '%T', '-j', job).trim(), {
      timeout: 60_000
    })
    .toBe(state);
}

test('a notebook runs with other parameters, and its result is opened from the job', async ({
  page,
  notebook
}) => {
  await page
    .getByRole('listitem', { name: new RegExp(`Name: ${notebook}`) })
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Run as Batch Job…' }).click();
  const dialog = await filledDialog(page, `Run ${notebook} as batch job`);
  await expect(dialog.getByRole('textbox', { name: 'n', exact: true })).toHaveValue('1');
  await dialog.getByRole('textbox', { name: 'city' }).fill('Zürich');
  await dialog.getByRole('button', { name: 'Script', exact: true }).click();
  const script = dialog.getByRole('textbox', { name: 'Script' });
  await expect(script).toHaveValue(/--parameters '\{"city": "Zürich"\}'/);
  await expect(script).toHaveValue(/#SBATCH --mem=400M/);
  const job = await submit(page, dialog);
  await page.getByRole('button', { name: 'Show job' }).click();
  await ended(job, 'COMPLETED');
  const details = page.getByRole('complementary', {
    name: `Details of job ${job}`
  });
  await details.getByRole('button', { name: 'Open notebook' }).click();
  await expect(
    page.getByRole('tab', { name: `my book’s “é”-${job}.ipynb` })
  ).toBeVisible();
  await expect(page.getByText(/Zürich 2 StdEnv\/2023/)).toBeVisible();
});

test('what Slurm refuses keeps what was filled in, and a changed script is what runs', async ({
  page,
  notebook
}) => {
  await page.notebook.open(notebook);
  await page.notebook.activate(notebook);
  await page.evaluate(() => {
    void window.jupyterapp.commands.execute('hpclab:run-notebook-as-job');
  });
  const dialog = await filledDialog(page, `Run ${notebook} as batch job`);
  const time = dialog.getByRole('textbox', { name: 'Time limit' });
  await time.fill('99:00:00');
  await expect(dialog).toContainText('interactive allows at most 8 h.');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Requested time limit is invalid');
  await expect(dialog.getByRole('textbox', { name: 'Memory' })).toHaveValue('400M');
  await time.fill('5');
  await dialog.getByRole('button', { name: 'Script', exact: true }).click();
  const script = dialog.getByRole('textbox', { name: 'Script' });
  await expect(script).not.toHaveValue(/99:00/);
  await script.fill(
    (await script.inputValue()).replace(/\nexec /, '\necho changed by hand\nexit 3\nexec ')
  );
  await expect(dialog).toContainText('You have changed the script');
  const job = await submit(page, dialog);
  await ended(job, 'FAILED');
});

test('the notebook that one works on continues as a batch job from the Session panel', async ({
  page,
  notebook
}) => {
  await page.notebook.open(notebook);
  await page.notebook.activate(notebook);
  const panel = await openPanel(page, 'Session');
  await panel.getByRole('button', { name: 'Continue as batch job…' }).click();
  const dialog = await filledDialog(page, `Continue ${notebook} as batch job`);
  await expect(dialog).toContainText('runs the notebook from its top');
  await expect(dialog.getByRole('combobox', { name: 'Kernel' })).toHaveValue('python3');
  await ended(await submit(page, dialog), 'COMPLETED');
});

test('a notebook that fails comes back with its error', async ({
  page,
  tmpPath
}) => {
  const failing = JSON.stringify({
    ...(JSON.parse(NOTEBOOK) as object),
    cells: [code('print("before")'), code('1 / 0'), code('print("after")')]
  });
  await page.contents.uploadContent(failing, 'text', `${tmpPath}/fails.ipynb`);
  await page.filebrowser.openDirectory(tmpPath);
  await page
    .getByRole('listitem', { name: /Name: fails/ })
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Run as Batch Job…' }).click();
  const dialog = await filledDialog(page, 'Run fails.ipynb as batch job');
  const job = await submit(page, dialog);
  await page
    .locator('.Toastify__toast')
    .filter({ hasText: `Job ${job} runs` })
    .getByRole('button', { name: 'Show job' })
    .click();
  await ended(job, 'FAILED');
  const notice = page
    .locator('.Toastify__toast')
    .filter({ hasText: `Job ${job} (fails) failed.` });
  await expect(notice).toBeVisible({ timeout: 40_000 });
  const details = page.getByRole('complementary', {
    name: `Details of job ${job}`
  });
  await details.getByRole('button', { name: 'Open notebook' }).click();
  await expect(
    page.getByRole('tab', { name: `fails-${job}.ipynb` })
  ).toBeVisible();
  await expect(
    page.locator('.jp-OutputArea').getByText('ZeroDivisionError').first()
  ).toBeVisible();
});
