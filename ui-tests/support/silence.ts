/** A page on which nobody does anything, and whose JupyterLab is silent too. */

import type { Page } from '@playwright/test';

/**
 * Keep JupyterLab itself from asking; what hpclab asks goes on.
 *
 * While its page is seen, JupyterLab asks for kernels, terminals and files every ten seconds, and the server
 * takes each for use of the session. The questions wait until the page is closed, as by a slow server.
 */
export async function silenceJupyterLab(page: Page): Promise<void> {
  await page.route(
    ({ pathname }) => /\/(lab\/)?api\//.test(pathname),
    () => undefined
  );
}
