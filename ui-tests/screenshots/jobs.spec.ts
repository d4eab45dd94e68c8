/** The pictures of jobs in the user's guide: the Jobs tab, the form of a submission, a notebook's run. */

import path from 'node:path';

import { lab, slurm } from '../support/cluster';
import { expect, test } from '../support/fixtures';

const IMAGES = path.resolve(__dirname, '../../docs/images');
const SCRIPT = `#!/bin/bash
#SBATCH --time=30
#SBATCH --mem=200M
#SBATCH --array=1-8%2

module load GCC/12.3.0
srun ./simulate "$SLURM_ARRAY_TASK_ID"
`;

// Nothing of another session of the machine's belongs into a picture.
test.beforeEach(async ({ page, api }) => {
  await api.post('session/last/seen');
  await page.setViewportSize({ width: 1100, height: 760 });
});

test('Jobs', async ({ page }) => {
  const { user } = lab();
  const submit = (name: string, ...words: string[]): string =>
    slurm(
      ...(['sbatch', '--parsable', `--uid=${user}`] as const),
      ...['--chdir=/tmp', '--output=/tmp/%x-%j.out', `--job-name=${name}`],
      ...words
    ).trim();
  const ids = [
    submit('sweep', '--array=1-40%2', '--mem=50', '--wrap=sleep 120'),
    submit('train', '--mem=100', '--time=20', '--wrap=echo epoch 1; sleep 120'),
    submit('analysis', '--mem=50', '--hold', '--wrap=true')
  ];
  try {
    await page.evaluate(
      job => window.jupyterapp.commands.execute('hpclab:open-jobs', { job }),
      ids[1]!
    );
    await expect(page.getByText('epoch 1')).toBeVisible({ timeout: 60_000 });
    await page.sidebar.close();
    await page.mouse.move(600, 740);
    // What JupyterLab told of the session before.
    await page
      .locator('.Toastify__toast')
      .evaluateAll(notices => notices.forEach(notice => notice.remove()));
    await page
      .getByRole('region', { name: 'Jobs', exact: true })
      .screenshot({ path: path.join(IMAGES, 'jobs.png') });
  } finally {
    slurm('scancel', ...ids);
  }
});

test('A submission', async ({ page, tmpPath }) => {
  const file = `${tmpPath}/sweep.sh`;
  await page.contents.uploadContent(SCRIPT, 'text', file);
  await page.evaluate(
    path => window.jupyterapp.commands.execute('hpclab:submit-job', { path }),
    file
  );
  const form = page.getByRole('form', { name: 'Submit job' });
  await expect(form.getByLabel('Time limit')).toHaveValue('30');
  await page.sidebar.close();
  await expect(form).toContainText('start', { timeout: 15_000 });
  await form.screenshot({ path: path.join(IMAGES, 'submit.png') });
});

test('A notebook', async ({ page, tmpPath }) => {
  const file = `${tmpPath}/analysis.ipynb`;
  const cell = {
    ...{ cell_type: 'code', execution_count: null, outputs: [] },
    metadata: { tags: ['parameters'] },
    source: 'city = "Bern"\nyears = 10'
  };
  const notebook = {
    cells: [cell],
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
    ...{ nbformat: 4, nbformat_minor: 4 }
  };
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', file);
  await page.evaluate(
    path =>
      void window.jupyterapp.commands.execute('hpclab:run-notebook-as-job', {
        path
      }),
    file
  );
  const dialog = page.getByRole('dialog', { name: /^Run analysis/ });
  await expect(dialog.getByRole('textbox', { name: 'city' })).toBeVisible();
  await dialog
    .locator('.jp-Dialog-content')
    .screenshot({ path: path.join(IMAGES, 'notebook-job.png') });
});
