/** The page as a person sees it: JupyterLab in its Slurm job, with the modules of the session's start. */

import { expect, test as galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { lab, token } from './cluster';

export { expect };

/** The REST interface as the page's own user. */
export class Api {
  private readonly _base = lab().url.replace(/lab$/, 'hpclab/v1/');
  private readonly _headers = { Authorization: `token ${token()}` };

  /** Ask for something. */
  async get<T>(path: string): Promise<T> {
    return this._answer<T>(
      await fetch(this._base + path, { headers: this._headers })
    );
  }

  /** Have something done. */
  async post<T>(path: string, body: object = {}): Promise<T> {
    return this._answer<T>(
      await fetch(this._base + path, {
        method: 'POST',
        headers: this._headers,
        body: JSON.stringify(body)
      })
    );
  }

  private async _answer<T>(response: Response): Promise<T> {
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${response.url}: ${response.status} ${text}`);
    }
    return JSON.parse(text) as T;
  }
}

/** Galata's test, with the REST interface beside the page. */
export const test = galata.extend<{ api: Api }>({
  api: async ({}, use) => {
    const api = new Api();
    await api.post('modules/reset');
    await use(api);
    await api.post('modules/reset');
  }
});

/** Open one of the left sidebar's panels and return its region. */
export async function openPanel(
  page: IJupyterLabPageFixture,
  name: 'Software' | 'Session'
): Promise<Locator> {
  const region = page.getByRole('region', { name, exact: true });
  if (!(await region.isVisible())) {
    await page.getByRole('tab', { name, exact: true }).click();
  }
  await expect(region).toBeVisible();
  return region;
}
