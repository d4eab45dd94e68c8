/** What the file browser shows, and what is selected in it. */

import { ILabShell } from '@jupyterlab/application';
import { Widget } from '@lumino/widgets';

import { selectedFile, shownFolder } from '../../ui/fileBrowser';

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

describe('selectedFile', () => {
  const select = (...items: { type: string; path: string }[]): ILabShell => {
    const shell = shellWith({ path: '' });
    const [browser] = [...shell.widgets('left')].slice(1);
    Object.assign(browser ?? {}, { selectedItems: () => items.values() });
    return shell;
  };
  const file = { type: 'file', path: 'a/job.sh' };

  it('is the one file', () => {
    expect(selectedFile(select(file))).toBe('a/job.sh');
  });

  it('is none where several are, a folder is, or another drive is shown', () => {
    expect(selectedFile(select(file, file))).toBeNull();
    expect(selectedFile(select())).toBeNull();
    expect(selectedFile(select({ type: 'directory', path: 'a' }))).toBeNull();
    expect(selectedFile(select({ type: 'file', path: 'd:a' }))).toBeNull();
    expect(selectedFile(null)).toBeNull();
  });
});
