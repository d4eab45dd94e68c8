/** The end of the session: a warning, and what is unsaved is saved. */

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import type { components } from '../../src/api/schema';
import { expect, openPanel, test } from '../support/fixtures';

type Session = components['schemas']['Session'];

const HOUR = 3600;

/** The page shall be told of another end before JupyterLab asks. */
test.use({ autoGoto: false });

/**
 * The real job with another end. A job whose limit leaves minutes of hours can't be had here: Slurm doesn't
 * move a start, and a warning has to be below a quarter of the limit. All else of the answer is the server's.
 */
class MovedEnd {
  private _end = 0;

  constructor(private readonly _page: IJupyterLabPageFixture) {}

  /** Set what is left, in seconds. */
  leave(timeLeft: number): void {
    this._end = Date.now() / 1000 + timeLeft;
  }

  /** Put it into the server's answers. */
  async begin(): Promise<void> {
    await this._page.route(/\/hpclab\/v1\/session(\?|$)/, async route => {
      const response = await route.fetch();
      const session = (await response.json()) as Session;
      const timeLeft = Math.max(0, this._end - Date.now() / 1000);
      await route.fulfill({
        response,
        json: {
          ...session,
          limit: 8 * HOUR,
          end: session.now + timeLeft,
          time_left: timeLeft
        }
      });
    });
  }

  /** Have the page ask again. */
  async tell(): Promise<void> {
    await this._page.evaluate(() =>
      window.jupyterapp.commands.execute('hpclab:refresh-session')
    );
  }
}

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
