/** The page as a person sees it: JupyterLab in its Slurm job, with the modules of the session's start. */

import { expect, test as galata } from '@jupyterlab/galata';
import type { APIRequestContext, Locator, Page } from '@playwright/test';

import { lab, token } from './cluster';

export { expect };

/** An application, as far as it is cleaned up after. */
interface IRunningApp {
  name: string;
  state: string;
}

const IS_UP = ['starting', 'running', 'failed'];

/** The REST interface as the page's own user. */
export class Api {
  private readonly _server = lab().url.replace(/lab$/, '');
  private readonly _base = `${this._server}hpclab/v1/`;
  private readonly _headers = { Authorization: `token ${token()}` };

  /** Ask for something. */
  async get<T>(path: string): Promise<T> {
    return this._answer<T>(
      await fetch(this._base + path, { headers: this._headers })
    );
  }

  /** The text of a file in the person's home; empty where there is none. */
  async file(path: string): Promise<string> {
    const response = await fetch(`${this._server}files/${path}`, {
      headers: this._headers
    });
    return response.ok ? response.text() : '';
  }

  /** Delete a file of the person's home, if it is there. */
  async deleteFile(path: string): Promise<void> {
    await fetch(`${this._server}api/contents/${path}`, {
      method: 'DELETE',
      headers: this._headers
    });
  }

  /** Have something done. */
  post<T>(path: string, body: object = {}): Promise<T> {
    return this._send('POST', path, body);
  }

  /** Put something in its place. */
  put<T>(path: string): Promise<T> {
    return this._send('PUT', path);
  }

  /** Delete the collections that a test has saved. */
  async deleteCollections(): Promise<void> {
    const state = await this.get<{ collections: string[] }>('modules');
    for (const name of state.collections) {
      await this._send('DELETE', `collections/${encodeURIComponent(name)}`);
    }
  }

  /** End the kernels, terminals and applications that a test has left. */
  async endRunning(): Promise<void> {
    const { apps } = await this.get<{ apps: IRunningApp[] }>('apps');
    const left = apps.filter(({ state }) => IS_UP.includes(state));
    await Promise.all(left.map(({ name }) => this.post(`apps/${name}/stop`)));
    await this._endAll('api/sessions', 'id');
    await this._endAll('api/terminals', 'name');
  }

  private async _send<T>(
    method: string,
    path: string,
    body?: object
  ): Promise<T> {
    return this._answer<T>(
      await fetch(this._base + path, {
        method,
        headers: this._headers,
        ...(body && { body: JSON.stringify(body) })
      })
    );
  }

  private async _endAll(path: string, key: string): Promise<void> {
    const { _headers: headers, _server: server } = this;
    const running = await this._answer<Record<string, string>[]>(
      await fetch(server + path, { headers })
    );
    await Promise.all(
      running.map(({ [key]: name }) =>
        fetch(`${server}${path}/${name}`, { method: 'DELETE', headers })
      )
    );
  }

  private async _answer<T>(response: Response): Promise<T> {
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${response.url}: ${response.status} ${text}`);
    }
    return (text ? JSON.parse(text) : null) as T; // 204 has no body
  }
}

/** Galata's test, below a hub's prefix, with the REST interface beside the page. */
export const test = galata.extend<{ api: Api }>({
  // Galata asks for paths such as /api/contents: they are meant below the base URL.
  request: async ({ playwright, extraHTTPHeaders }, use) => {
    const context = await playwright.request.newContext({
      baseURL: lab().url.replace(/lab$/, ''),
      extraHTTPHeaders
    });
    await use(belowBaseUrl(context));
    await context.dispose();
  },
  // Galata's pretended lists of kernels don't know restarts below a prefix: the real ones do.
  kernels: null,
  sessions: null,
  terminals: null,
  // For every test: each leaves the session and what runs as it found them.
  api: [
    async ({}, use) => {
      const api = new Api();
      await api.post('modules/reset');
      await use(api);
      await api.endRunning();
      await api.post('modules/reset');
    },
    { auto: true }
  ]
});

/** The same requests, with absolute paths taken as relative ones. */
function belowBaseUrl(context: APIRequestContext): APIRequestContext {
  const fetch: APIRequestContext['fetch'] = (target, options) =>
    context.fetch(
      typeof target === 'string' ? target.replace(/^\//, '') : target,
      options
    );
  return new Proxy(context, {
    get: (original, name) =>
      name === 'fetch' ? fetch : (Reflect.get(original, name) as unknown)
  });
}

/** Open one of the left sidebar's panels and return its region. */
export async function openPanel(
  page: Pick<Page, 'getByRole'>,
  name: 'Software' | 'Session'
): Promise<Locator> {
  const region = page.getByRole('region', { name, exact: true });
  if (!(await region.isVisible())) {
    await page.getByRole('tab', { name, exact: true }).click();
  }
  await expect(region).toBeVisible();
  return region;
}
