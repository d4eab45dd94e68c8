/** The commands: what they send, and when they ask first. */

import {
  acceptDialog,
  dismissDialog,
  waitForDialog
} from '@jupyterlab/testing';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import type { Schemas } from '../../api/client';
import { CommandIds } from '../commandIds';
import { addChangeCommands } from '../commands';
import { ModulesModel } from '../modulesModel';
import { stateOf } from './catalog';
import { FakeServer, IAnswer } from './server';

const NOTHING: Schemas['Changes'] = {};

function planOf(
  changes: Schemas['Changes'],
  id = 'p1',
  more: Partial<Schemas['Plan']> = {}
): IAnswer {
  const body: Schemas['Plan'] = {
    plan_id: id,
    generation: 1,
    prerequisites: [],
    changes,
    messages: [],
    ...more
  };
  return { body };
}

const APPLIED: IAnswer = {
  body: { ...stateOf(['GCC/13.2.0']), changes: NOTHING, messages: [] }
};

interface ISetting {
  alwaysConfirms?: boolean;
  state?: Schemas['ModuleState'];
  answers?: Record<string, IAnswer[]>;
}

async function start({
  alwaysConfirms = false,
  state = stateOf(['GCC/12.3.0']),
  answers = {}
}: ISetting): Promise<{
  commands: CommandRegistry;
  modules: ModulesModel;
  server: FakeServer;
}> {
  const server = new FakeServer(({ path }) => {
    if (path === 'modules') {
      return { body: state };
    }
    return answers[path]?.shift() ?? APPLIED;
  });
  const modules = new ModulesModel(server.client, server.changes);
  const commands = new CommandRegistry();
  addChangeCommands({
    commands,
    modules,
    trans: nullTranslator.load('hpclab'),
    alwaysConfirms: () => alwaysConfirms,
    isPanelShown: () => true
  });
  await modules.refresh();
  server.seen.length = 0;
  return { commands, modules, server };
}

function changesAsked(server: FakeServer): [string, unknown][] {
  return server.seen.map(({ path, body }) => [path, body]);
}

const SWAP = { swapped: [{ from: 'GCC/12.3.0', to: 'GCC/13.2.0' }] };

describe('hpclab:load-module', () => {
  it('applies at once what takes nothing away', async () => {
    const { commands, server } = await start({
      answers: { 'modules/plan': [planOf({ loaded: ['Python/3.11.3'] })] }
    });
    await commands.execute(CommandIds.load, { module: 'Python/3.11.3' });
    expect(server.asked).toEqual(['POST modules/plan', 'POST modules/apply']);
    expect(server.seen[1]?.body).toEqual({ plan_id: 'p1' });
  });

  it('shows a plan that takes something away, and applies it when told so', async () => {
    const { commands, server } = await start({
      answers: { 'modules/plan': [planOf(SWAP)] }
    });
    const done = commands.execute(CommandIds.load, { module: 'GCC/13.2.0' });
    await waitForDialog();
    const dialog = document.querySelector('dialog');
    expect(dialog?.getAttribute('aria-label')).toBe('Load GCC/13.2.0');
    expect(server.asked).toEqual(['POST modules/plan']);
    await acceptDialog();
    await done;
    expect(server.asked).toEqual(['POST modules/plan', 'POST modules/apply']);
  });

  it('changes nothing when the dialog is dismissed', async () => {
    const { commands, server } = await start({
      answers: { 'modules/plan': [planOf(SWAP)] }
    });
    const done = commands.execute(CommandIds.load, { module: 'GCC/13.2.0' });
    await waitForDialog();
    await dismissDialog();
    await done;
    expect(server.asked).toEqual(['POST modules/plan']);
  });

  it('shows every plan to whoever wants that', async () => {
    const { commands } = await start({
      alwaysConfirms: true,
      answers: { 'modules/plan': [planOf({ loaded: ['Python/3.11.3'] })] }
    });
    const done = commands.execute(CommandIds.load, { module: 'Python/3.11.3' });
    await waitForDialog();
    await dismissDialog();
    await done;
  });

  it('plans anew when the environment changed meanwhile', async () => {
    const stale = {
      status: 409,
      body: { code: 'stale_plan', message: 'Old.' }
    };
    const { commands, modules, server } = await start({
      answers: {
        'modules/plan': [planOf(NOTHING, 'p1'), planOf(NOTHING, 'p2')],
        'modules/apply': [stale, APPLIED]
      }
    });
    await commands.execute(CommandIds.load, { module: 'x' });
    expect(changesAsked(server).filter(([p]) => p === 'modules/apply')).toEqual(
      [
        ['modules/apply', { plan_id: 'p1' }],
        ['modules/apply', { plan_id: 'p2' }]
      ]
    );
    expect(modules.reports).toEqual([]);
  });

  it('says so when plans go on getting old', async () => {
    const stale = {
      status: 409,
      body: { code: 'stale_plan', message: 'Old.' }
    };
    const { commands, modules } = await start({
      answers: {
        'modules/plan': [1, 2, 3].map(id => planOf(NOTHING, `p${id}`)),
        'modules/apply': [stale, stale, stale]
      }
    });
    await commands.execute(CommandIds.load, { module: 'x' });
    expect(modules.reports).toMatchObject([{ said: { message: 'Old.' } }]);
  });
});

describe('hpclab:unload-module', () => {
  const unloads = (more: Schemas['Changes'] = {}): IAnswer =>
    planOf({ unloaded: ['GCC/12.3.0'], ...more });

  it('unloads without asking', async () => {
    const { commands, server } = await start({
      answers: { 'modules/plan': [unloads()] }
    });
    await commands.execute(CommandIds.unload, { module: 'GCC/12.3.0' });
    expect(changesAsked(server)).toEqual([
      [
        'modules/plan',
        { operation: 'unload', modules: ['GCC/12.3.0'], force: false }
      ],
      ['modules/apply', { plan_id: 'p1' }]
    ]);
  });

  it('asks where more than that goes', async () => {
    const { commands, server } = await start({
      answers: { 'modules/plan': [unloads({ deactivated: ['zlib/1.3'] })] }
    });
    const done = commands.execute(CommandIds.unload, { module: 'GCC/12.3.0' });
    await waitForDialog();
    expect(document.querySelector('dialog')?.textContent).toContain('zlib/1.3');
    await dismissDialog();
    await done;
    expect(server.asked).toEqual(['POST modules/plan']);
  });

  it('does not ask about dependencies that nobody asked for', async () => {
    const state = stateOf(['GCC/12.3.0', 'zlib/1.3']);
    state.loaded[1]!.requested = false;
    const { commands, server } = await start({
      state,
      answers: {
        'modules/plan': [unloads({ unloaded: ['GCC/12.3.0', 'zlib/1.3'] })]
      }
    });
    await commands.execute(CommandIds.unload, { module: 'GCC/12.3.0' });
    expect(server.asked).toEqual(['POST modules/plan', 'POST modules/apply']);
  });

  it('is off where nothing is loaded', async () => {
    const { commands } = await start({ state: stateOf([]) });
    expect(commands.isEnabled(CommandIds.unload)).toBe(false);
    expect(commands.isEnabled(CommandIds.swap)).toBe(false);
  });

  it('asks before it forces a sticky module out', async () => {
    const state = stateOf(['StdEnv/2023']);
    state.loaded[0]!.sticky = true;
    const { commands, server } = await start({
      state,
      answers: { 'modules/plan': [planOf({ unloaded: ['StdEnv/2023'] })] }
    });
    const done = commands.execute(CommandIds.unload, { module: 'StdEnv/2023' });
    await waitForDialog();
    await acceptDialog();
    await done;
    expect(changesAsked(server)[0]).toEqual([
      'modules/plan',
      { operation: 'unload', modules: ['StdEnv/2023'], force: true }
    ]);
  });
});

describe('the other commands', () => {
  it('reset', async () => {
    const { commands, server } = await start({});
    await commands.execute(CommandIds.reset);
    expect(changesAsked(server)).toEqual([['modules/reset', {}]]);
  });

  it('unload all without asking where only what is loaded goes', async () => {
    const { commands, server } = await start({
      answers: { 'modules/plan': [planOf({ unloaded: ['GCC/12.3.0'] })] }
    });
    await commands.execute(CommandIds.unloadAll);
    expect(changesAsked(server)).toEqual([
      ['modules/plan', { operation: 'purge' }],
      ['modules/apply', { plan_id: 'p1' }]
    ]);
  });

  it.each([
    { messages: [{ level: 'info' as const, text: 'env/1 is sticky.' }] },
    { kernels: ['R 4.3'] },
    { changes: { deactivated: ['zlib/1.3'] } }
  ])('show the plan before they unload all, for %j', async more => {
    const { commands, server } = await start({
      answers: {
        'modules/plan': [planOf({ unloaded: ['GCC/12.3.0'] }, 'p1', more)]
      }
    });
    const done = commands.execute(CommandIds.unloadAll);
    await waitForDialog();
    await dismissDialog();
    await done;
    expect(changesAsked(server)).toEqual([
      ['modules/plan', { operation: 'purge' }]
    ]);
  });

  it('swap without asking where only that changes', async () => {
    const { commands, server } = await start({
      answers: { 'modules/plan': [planOf(SWAP)] }
    });
    const args = { from: 'GCC/12.3.0', to: 'GCC/13.2.0' };
    await commands.execute(CommandIds.swap, args);
    expect(changesAsked(server)).toEqual([
      ['modules/plan', { operation: 'swap', ...args }],
      ['modules/apply', { plan_id: 'p1' }]
    ]);
  });

  it('offer Undo only where there is something to undo', async () => {
    const nothing = await start({});
    expect(nothing.commands.isEnabled(CommandIds.undo)).toBe(false);
    const state = stateOf([], undefined, { can_undo: true });
    const something = await start({ state });
    expect(something.commands.isEnabled(CommandIds.undo)).toBe(true);
  });

  it('are off where the server only lets one look', async () => {
    const state = stateOf([], undefined, { read_only: 'By jupyterlmod.' });
    const { commands } = await start({ state });
    expect(commands.isEnabled(CommandIds.load)).toBe(false);
  });
});
