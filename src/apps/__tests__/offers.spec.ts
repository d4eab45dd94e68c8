/** Launcher cards and palette entries follow what is available. */

import { ICommandPalette } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { DisposableDelegate } from '@lumino/disposable';

import { FakeServer } from '../../api/__tests__/fakeServer';
import { App, AppsModel } from '../model';
import { Offers } from '../offers';
import { app } from './examples';

/** A place that remembers what it offers. */
function createPlace(): {
  shown: Set<string>;
  add: (item: object) => DisposableDelegate;
} {
  const shown = new Set<string>();
  return {
    shown,
    add: item => {
      const { command, args } = item as {
        command: string;
        args: { name: string };
      };
      const key = `${command} ${args.name}`;
      shown.add(key);
      return new DisposableDelegate(() => shown.delete(key));
    }
  };
}

describe('Offers', () => {
  it('offers what is available, and only as long', async () => {
    const server = new FakeServer();
    const setApps = (apps: App[]): void => {
      server.answers['GET /apps'] = { revision: 1, apps };
    };
    const desktop = app('desktop', 'Desktop');
    setApps([desktop, app('rstudio', 'RStudio', { state: 'unavailable' })]);
    const model = new AppsModel({
      client: server.client,
      changes: server.changes,
      isEnabled: () => Promise.resolve(true)
    });
    const launcher = createPlace();
    const palette = createPlace();
    new Offers({
      model,
      launcher: { add: launcher.add },
      palette: { addItem: palette.add } as unknown as ICommandPalette,
      trans: nullTranslator.load('hpclab')
    });

    await model.refresh();
    expect([...launcher.shown]).toEqual(['hpclab:open-app desktop']);
    expect(palette.shown.size).toBe(5);

    setApps([desktop, app('rstudio', 'RStudio', { state: 'running' })]);
    await model.refresh();
    expect(launcher.shown.size).toBe(2);

    setApps([app('rstudio', 'RStudio', { state: 'running' })]);
    await model.refresh();
    expect([...launcher.shown]).toEqual(['hpclab:open-app rstudio']);
    expect(palette.shown.size).toBe(5);
    model.dispose();
  });
});
