/** Puts what ends with the session, and what stays, into words. */

import { TranslationBundle } from '@jupyterlab/translation';

import { Schemas } from '../../api/client';

export type EndPreview = Schemas['EndPreview'];

/** How many names are listed before the rest is a number. */
const LISTED = 6;

/** What is given back, and how. */
export function wayText(
  { way, job_id: jobId }: EndPreview,
  trans: TranslationBundle
): string {
  if (jobId) {
    return trans.__(
      'Job %1 ends, and what it holds is free for others.',
      jobId
    );
  }
  return way === 'hub'
    ? trans.__('JupyterHub stops this server.')
    : trans.__('This server stops.');
}

/** What runs, a line for each kind: "2 kernels: a.ipynb, b.ipynb". */
export function runningTexts(
  { running }: EndPreview,
  trans: TranslationBundle
): string[] {
  const lines: [string, (count: number, names: string) => string][] = [
    [
      'kernel',
      (n, names) => trans._n('%1 kernel: %2', '%1 kernels: %2', n, names)
    ],
    [
      'terminal',
      (n, names) => trans._n('%1 terminal: %2', '%1 terminals: %2', n, names)
    ],
    [
      'app',
      (n, names) =>
        trans._n('%1 application: %2', '%1 applications: %2', n, names)
    ]
  ];
  return lines.flatMap(([kind, text]) => {
    const names = running
      .filter(each => each.kind === kind)
      .map(each => each.name);
    return names.length ? [text(names.length, listed(names, trans))] : [];
  });
}

/** What becomes of changes that aren't saved. */
export function unsavedText(
  unsaved: number,
  trans: TranslationBundle
): string | null {
  return unsaved
    ? trans._n(
        '%1 document has unsaved changes and is saved first.',
        '%1 documents have unsaved changes and are saved first.',
        unsaved
      )
    : null;
}

function listed(names: readonly string[], trans: TranslationBundle): string {
  const shown = names.slice(0, LISTED).join(', ');
  const rest = names.length - LISTED;
  return rest > 0
    ? trans._n('%2 and %1 more', '%2 and %1 more', rest, shown)
    : shown;
}
