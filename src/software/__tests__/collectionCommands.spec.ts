/** Collections: what is asked, what is checked, and what is sent. */

import {
  acceptDialog,
  dismissDialog,
  waitForDialog
} from '@jupyterlab/testing';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { Schemas } from '../../api/client';
import { addCollectionCommands } from '../collectionCommands';
import { isCollectionName } from '../collectionDialogs';
import { CommandIds } from '../commandIds';
import { ModulesModel } from '../modulesModel';
import { stateOf } from './catalog';
import { FakeServer, IAnswer } from './server';

const HELD: Schemas['Collection'] = {
  name: 'work',
  modules: ['GCC/13.2.0', 'FFTW/3.3.10'],
  requested: ['FFTW/3.3.10'],
  saved_at: 1_700_000_000
};

/** A server with these collections, and other answers by method and path. */
async function start(
  collections: string[],
  answers: Record<string, IAnswer> = {},
  loaded: string[] = ['R/4.3.2']
): Promise<{
  commands: CommandRegistry;
  modules: ModulesModel;
  server: FakeServer;
}> {
  let state = stateOf(loaded, undefined, { collections });
  const server = new FakeServer(({ method, path, body }) => {
    const answer = answers[`${method} ${path}`];
    if (answer) {
      return answer;
    }
    const [, name] = path.split('/');
    if (method === 'GET' && path.startsWith('collections/')) {
      return { body: HELD };
    }
    if (method === 'DELETE' || path.endsWith('/rename')) {
      const { to } = (body ?? {}) as { to?: string };
      state = {
        ...state,
        revision: state.revision + 1,
        collections: [
          ...state.collections.filter(each => each !== name),
          ...(to ? [to] : [])
        ]
      };
    }
    return { body: { ...state, changes: {}, messages: [] } };
  });
  const modules = new ModulesModel(server.client, server.changes);
  const commands = new CommandRegistry();
  addCollectionCommands({
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

/** Wait for the dialog of this name, and show it: to jsdom a dialog is hidden that has no `open`. */
async function dialog(name: string): Promise<HTMLElement> {
  await waitForDialog();
  return waitFor(() => {
    document.querySelector('dialog')?.setAttribute('open', '');
    return screen.getByRole('dialog', { name });
  });
}

async function type(name: string, text: string): Promise<void> {
  const field = within(await dialog(name)).getByRole('textbox', {
    name: 'Name'
  });
  await act(async () => {
    await userEvent.clear(field);
    await userEvent.type(field, text);
  });
}

async function press(inDialog: string, button: string): Promise<void> {
  const found = within(await dialog(inDialog)).getByRole('button', {
    name: button
  });
  await act(() => userEvent.click(found));
}

describe('A collection’s name', () => {
  it.each(['work', 'a-b', 'Été_2026', 'systems'])('may be %s', name => {
    expect(isCollectionName(name)).toBe(true);
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a.b', 'a b', 'a\nb', '-x', 'a~'])(
    'may not be %j',
    name => {
      expect(isCollectionName(name)).toBe(false);
    }
  );

  it('may be neither reserved nor too long', () => {
    expect(isCollectionName('system')).toBe(false);
    expect(isCollectionName('x'.repeat(129))).toBe(false);
  });
});

describe('hpclab:save-collection', () => {
  it('saves under the name that is typed', async () => {
    const { commands, server } = await start([]);
    const done = commands.execute(CommandIds.saveCollection);
    await type('Save collection', 'work');
    await acceptDialog();
    await done;
    expect(server.asked).toEqual(['PUT collections/work']);
  });

  it('says at once what is wrong with a name, and does not take it', async () => {
    const { commands, server } = await start([]);
    const done = commands.execute(CommandIds.saveCollection);
    await type('Save collection', '../work');
    expect(screen.getByRole('alert').textContent).toContain('no spaces, dots');
    expect(
      screen.getByRole<HTMLInputElement>('textbox').validity.patternMismatch
    ).toBe(true);
    await dismissDialog();
    await done;
    expect(server.asked).toEqual([]);
  });

  it('asks before it replaces another', async () => {
    const { commands, server } = await start(['work']);
    const done = commands.execute(CommandIds.saveCollection);
    await type('Save collection', 'work');
    await acceptDialog();
    await dialog('Replace the collection work?');
    expect(server.asked).toEqual([]);
    await dismissDialog();
    // Another name is asked for.
    await type('Save collection', 'play');
    await acceptDialog();
    await done;
    expect(server.asked).toEqual(['PUT collections/play']);
  });

  it('is off where nothing is loaded', async () => {
    const { commands } = await start([], {}, []);
    expect(commands.isEnabled(CommandIds.saveCollection)).toBe(false);
  });

  it('reports why it failed', async () => {
    const refused = {
      status: 422,
      body: { code: 'x', message: 'Read-only.', detail: null }
    };
    const { commands, modules } = await start([], {
      'PUT collections/work': refused
    });
    await commands.execute(CommandIds.saveCollection, { name: 'work' });
    expect(modules.reports).toMatchObject([
      { operation: { kind: 'save' }, said: { message: 'Read-only.' } }
    ]);
  });
});

const PLAN: Schemas['Plan'] = {
  plan_id: 'p1',
  generation: 1,
  prerequisites: [],
  changes: { loaded: ['GCC/13.2.0', 'FFTW/3.3.10'] },
  messages: []
};

describe('hpclab:restore-collection', () => {
  it('shows what each holds, and restores the one that is chosen', async () => {
    const { commands, server } = await start(['work'], {
      'POST modules/plan': { body: PLAN }
    });
    const done = commands.execute(CommandIds.restoreCollection);
    const list = await dialog('Saved collections');
    expect(list.textContent).toContain('FFTW/3.3.10, with 1 dependency');
    await press('Saved collections', 'Restore work');
    await done;
    expect(server.seen.slice(-2).map(({ body }) => body)).toEqual([
      { operation: 'restore', collection: 'work' },
      { plan_id: 'p1' }
    ]);
  });

  it('shows the plan first where something makes way', async () => {
    const changes = { ...PLAN.changes, unloaded: ['R/4.3.2'] };
    const { commands, server } = await start(['work'], {
      'POST modules/plan': { body: { ...PLAN, changes } }
    });
    const done = commands.execute(CommandIds.restoreCollection, {
      name: 'work'
    });
    expect((await dialog('Restore work')).textContent).toContain('R/4.3.2');
    await dismissDialog();
    await done;
    expect(server.asked).not.toContain('POST modules/apply');
  });

  it('shows what restoring would change, and restores it or comes back to the list', async () => {
    const { commands, server } = await start(['work'], {
      'POST modules/plan': { body: PLAN }
    });
    const done = commands.execute(CommandIds.restoreCollection);
    const inspect = 'What restoring work would change';
    await press('Saved collections', inspect);
    expect((await dialog('Restore work')).textContent).toContain('FFTW/3.3.10');
    await dismissDialog();
    await press('Saved collections', inspect);
    await press('Restore work', 'Restore');
    await done;
    expect(server.asked.filter(each => each === 'POST modules/apply')).toEqual([
      'POST modules/apply'
    ]);
  });

  it('renames, and comes back to the list', async () => {
    const { commands, server } = await start(['work']);
    const done = commands.execute(CommandIds.restoreCollection);
    await press('Saved collections', 'Rename work');
    await type('Rename work', 'play');
    await acceptDialog();
    await waitFor(async () =>
      within(await dialog('Saved collections')).getByRole('button', {
        name: 'Restore play'
      })
    );
    await dismissDialog();
    await done;
    expect(server.asked).toContain('POST collections/work/rename');
  });

  it('deletes after asking', async () => {
    const { commands, server } = await start(['work']);
    const done = commands.execute(CommandIds.restoreCollection);
    await press('Saved collections', 'Delete work');
    await dialog('Delete the collection work?');
    expect(server.asked).not.toContain('DELETE collections/work');
    await press('Delete the collection work?', 'Delete');
    const list = await dialog('Saved collections');
    expect(list.textContent).toContain('No collections are saved.');
    await dismissDialog();
    await done;
    expect(server.asked).toContain('DELETE collections/work');
  });

  it('says in the list why a rename failed', async () => {
    const taken = {
      status: 409,
      body: { code: 'x', message: 'There is one already.', detail: null }
    };
    const { commands } = await start(['work'], {
      'POST collections/work/rename': taken
    });
    const done = commands.execute(CommandIds.restoreCollection);
    await press('Saved collections', 'Rename work');
    await type('Rename work', 'play');
    await acceptDialog();
    const list = await dialog('Saved collections');
    expect(within(list).getByRole('alert').textContent).toContain(
      'There is one already.'
    );
    await dismissDialog();
    await done;
  });
});
