/** The end of the session: a warning, and what is unsaved is saved. */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { expect, openPanel, test } from '../support/fixtures';
import { MovedEnd } from '../support/movedEnd';

const HOUR = 3600;

/** The page shall be told of another end before JupyterLab asks. */
test.use({ autoGoto: false });

test.describe('The end of the session', () => {
  test('is warned of, documents are saved, and more time takes it back', async ({
    page,
    tmpPath
  }) => {
    const end = new MovedEnd(page);
    end.leave(9.5 * 60);
    await end.begin();
    await page.goto(`tree/${tmpPath}`);
    const warning = toast(page);
    await expect(warning).toHaveCount(1);
    await expect(warning).toContainText(/Your session ends (today|tomorrow)/);

    const notebook = `${tmpPath}/ending.ipynb`;
    await page.notebook.createNew('ending.ipynb');
    await page.notebook.setCell(0, 'code', 'unsaved = 41 + 1');
    expect(await contentOf(page, notebook)).not.toContain('unsaved');

    end.leave(123);
    await end.tell();
    await expect(warning).toContainText('1 document was saved.');
    await expect(warning).toHaveCount(1);
    expect(await contentOf(page, notebook)).toContain('unsaved = 41 + 1');
    const panel = await openPanel(page, 'Session');
    await expect(panel.getByRole('timer')).toHaveClass(/hpclab-mod-error/);

    end.leave(2 * HOUR);
    await end.tell();
    await expect(warning).toHaveCount(0);
    await expect(panel.getByRole('timer')).not.toHaveClass(/hpclab-mod-error/);
  });
});

function toast(page: IJupyterLabPageFixture): Locator {
  return page.locator('.Toastify__toast').filter({ hasText: 'Your session' });
}

/** What the server has on its disk. */
function contentOf(
  page: IJupyterLabPageFixture,
  path: string
): Promise<string> {
  return page.evaluate(async path => {
    const { contents } = window.jupyterapp.serviceManager;
    return JSON.stringify((await contents.get(path)).content);
  }, path);
}
