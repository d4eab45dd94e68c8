/** Applications are offered by the modules that they need, as long as they're available. */

import { CommandRegistry } from '@lumino/commands';

import { FakeServer } from '../../api/__tests__/fakeServer';
import { AppsModel } from '../model';
import { ModuleOffers } from '../moduleOffers';
import { app } from './examples';

describe('ModuleOffers', () => {
  it('offers what is available by what it needs, and tells only of that', async () => {
    const server = new FakeServer();
    const answer = (state: 'stopped' | 'running' | 'unavailable'): void => {
      server.answers['GET /apps'] = {
        revision: 1,
        apps: [
          app('rstudio', 'RStudio', { state, needs: ['rstudio-server', 'R'] })
        ]
      };
    };
    answer('stopped');
    const model = new AppsModel({
      client: server.client,
      changes: server.changes,
      isEnabled: () => Promise.resolve(true)
    });
    const commands = new CommandRegistry();
    const opened: unknown[] = [];
    commands.addCommand('hpclab:open-app', {
      describedBy: { args: {} },
      execute: ({ name }) => {
        opened.push(name);
      }
    });
    const offers = new ModuleOffers(commands);
    let changes = 0;
    offers.changed.connect(() => {
      changes += 1;
    });
    expect(offers.offersFor('R')).toEqual([]);
    offers.follow(model);

    await model.refresh();
    expect(offers.offersFor('R')).toEqual([
      { name: 'rstudio', title: 'RStudio' }
    ]);
    expect(offers.offersFor('Python')).toEqual([]);
    offers.open('rstudio');
    expect(opened).toEqual(['rstudio']);

    answer('running');
    await model.refresh();
    expect(changes).toBe(1);

    answer('unavailable');
    await model.refresh();
    expect(offers.offersFor('R')).toEqual([]);
    expect(changes).toBe(2);
    model.dispose();
  });
});
