/** Adding and removing module paths: what is asked of people, and of the server. */

import {
  acceptDialog,
  dismissDialog,
  waitForDialog
} from '@jupyterlab/testing';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { fireEvent } from '@testing-library/react';

import { CommandIds } from '../commandIds';
import { ModulesModel } from '../modulesModel';
import { addPathCommands } from '../pathCommands';
import { stateOf } from './catalog';
import { FakeServer, IAnswer } from './server';

async function start(plans: IAnswer[]): Promise<{
  commands: CommandRegistry;
  modules: ModulesModel;
  server: FakeServer;
}> {
  const applied = { ...stateOf([]), changes: {}, messages: [] };
  const server = new FakeServer(({ path }) =>
    path === 'modules/plan' ? plans.shift()! : { body: applied }
  );
  const modules = new ModulesModel(server.client, server.changes);
  const commands = new CommandRegistry();
  addPathCommands({
    commands,
    modules,
    trans: nullTranslator.load('hpclab'),
    alwaysConfirms: () => false,
    isPanelShown: () => true
  });
  await modules.refresh();
  server.seen.length = 0;
  return { commands, modules, server };
}

const PLAN: IAnswer = {
  body: {
    plan_id: 'p1',
    generation: 1,
    prerequisites: [],
    changes: {},
    messages: []
  }
};

function type(path: string): void {
  const field = document.querySelector('dialog input')!;
  fireEvent.change(field, { target: { value: path } });
}

describe('hpclab:use-module-path', () => {
  it('asks again, with the reason and what was typed, where a folder is none', async () => {
    const { commands, modules, server } = await start([
      { status: 404, body: { code: 'no_such_folder', message: 'No folder.' } },
      PLAN
    ]);
    const done = commands.execute(CommandIds.usePath);
    await waitForDialog();
    type('~/nosuch');
    await acceptDialog();
    await waitForDialog();
    expect(document.querySelector('dialog')?.textContent).toContain(
      'No folder.'
    );
    expect(
      document.querySelector<HTMLInputElement>('dialog input')?.value
    ).toBe('~/nosuch');
    expect(modules.reports).toEqual([]);
    type('~/modules');
    await acceptDialog();
    await done;
    expect(server.seen[1]?.body).toEqual({
      operation: 'use',
      path: '~/modules',
      append: false
    });
    expect(server.asked[2]).toBe('POST modules/apply');
  });

  it('does nothing where people give up', async () => {
    const { commands, server } = await start([]);
    const done = commands.execute(CommandIds.usePath);
    await waitForDialog();
    await dismissDialog();
    await done;
    expect(server.asked).toEqual([]);
  });
});

describe('hpclab:unuse-module-path', () => {
  it('removes a folder', async () => {
    const { commands, server } = await start([PLAN]);
    await commands.execute(CommandIds.unusePath, { path: '/m/own' });
    expect(server.seen[0]?.body).toEqual({
      operation: 'unuse',
      path: '/m/own'
    });
    expect(server.asked[1]).toBe('POST modules/apply');
  });
});
