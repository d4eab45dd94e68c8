/** Finds dialogs as tests of several capabilities need them. */

import { waitForDialog } from '@jupyterlab/testing';
import { screen, waitFor } from '@testing-library/react';

/** Wait for the dialog of this name, and show it: to jsdom a dialog is hidden that has no `open`. */
export async function dialog(name: string): Promise<HTMLElement> {
  await waitForDialog();
  return waitFor(() => {
    document.querySelector('dialog')?.setAttribute('open', '');
    return screen.getByRole('dialog', { name });
  });
}
