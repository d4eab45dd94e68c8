/** What the file browser shows. */

import { ILabShell } from '@jupyterlab/application';
import { Widget } from '@lumino/widgets';

import { shownFolder } from '../shownFolder';

function shellWith(model: unknown): ILabShell {
  const browser = Object.assign(new Widget(), { model });
  browser.id = 'filebrowser';
  const widgets = (side: string): Widget[] =>
    side === 'left' ? [new Widget(), browser] : [];
  return { widgets } as unknown as ILabShell;
}

describe('shownFolder', () => {
  it.each([
    ['project/data', 'project/data'],
    ['', ''],
    ['drive:project', undefined],
    [3, undefined]
  ])('of %p is %p', (path, folder) => {
    expect(shownFolder(shellWith({ path }))).toBe(folder);
  });

  it('is unknown without a file browser', () => {
    expect(shownFolder(null)).toBeUndefined();
    expect(shownFolder(shellWith(null))).toBeUndefined();
  });
});
