/** A module's details, as people and screen readers meet them. */

import { CommandRegistry } from '@lumino/commands';
import { DisposableSet } from '@lumino/disposable';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { Schemas } from '../../api/client';
import { Live } from '../../api/live';
import { CatalogModel } from '../catalogModel';
import { CommandIds } from '../commandIds';
import { DetailsView } from '../detailsView';
import { ModulesModel } from '../modulesModel';
import { NO_APPS } from '../noApps';
import { CATALOG, stateOf } from './catalog';
import { FakeServer, IAnswer } from './server';

const SAID: IAnswer = {
  body: {
    full_name: 'x',
    help: 'Read <b>the manual</b>.',
    show: 'setenv("EBROOT", "/sw")'
  }
};

let shown: DisposableSet;

beforeEach(() => {
  shown = new DisposableSet();
});

afterEach(() => shown.dispose());

async function show(
  module: string,
  said: IAnswer = SAID,
  catalog: Schemas['Catalog'] = CATALOG
): Promise<{ asked: string[]; loads: unknown[] }> {
  const server = new FakeServer(
    ({ path }) =>
      ({
        software: { body: catalog },
        'software/added': { body: { revision: 1, catalogs: [] } },
        'software/status': { status: 404, body: {} },
        'software/site': { status: 404, body: {} },
        modules: { body: stateOf([]) }
      })[path] ?? said
  );
  const modules = new ModulesModel(server.client, server.changes);
  const models = new CatalogModel(server.client, server.changes);
  const commands = new CommandRegistry();
  const loads: unknown[] = [];
  commands.addCommand(CommandIds.load, {
    describedBy: { args: {} },
    execute: args => {
      loads.push(args.module);
    }
  });
  const asked: string[] = [];
  const detailsOf = (name: string): Live<Schemas['Details']> => {
    asked.push(name);
    return new Live({
      name: 'details',
      ask: signal =>
        server.client.get('/software/details', {
          query: { module: name },
          signal
        })
    });
  };
  shown.add(modules);
  shown.add(models);
  await Promise.all([modules.refresh(), models.refresh()]);
  act(() => {
    render(
      <DetailsView
        module={module}
        modules={modules}
        catalog={models}
        commands={commands}
        apps={NO_APPS}
        detailsOf={detailsOf}
      />
    );
  });
  return { asked, loads };
}

describe('DetailsView', () => {
  it('shows what the default version says and sets, as text', async () => {
    const { asked } = await show('GCC');
    const region = await screen.findByRole('region', {
      name: 'Details of GCC/13.2.0'
    });
    const help = await screen.findByRole('region', {
      name: 'Help of GCC/13.2.0'
    });
    expect(help.textContent).toBe('Read <b>the manual</b>.');
    expect(
      screen.getByRole('region', { name: 'What GCC/13.2.0 sets' }).textContent
    ).toContain('EBROOT');
    expect(within(region).getByRole('link').getAttribute('href')).toBe(
      'https://gcc.example.org/'
    );
    expect(asked).toEqual(['GCC/13.2.0']);
  });

  it('says what terminals get and kernels can’t', async () => {
    const body = {
      full_name: 'x',
      help: '',
      show: 'set_alias("ll","ls -l")',
      shell_only: ['ll', 'greet']
    };
    await show('GCC', { body });
    expect(await screen.findByText(/kernels can’t: ll, greet\./)).toBeTruthy();
  });

  it('lists versions with what each needs, and loads one', async () => {
    const { loads } = await show('SciPy-bundle/2023.07');
    const versions = within(screen.getByRole('region', { name: 'Versions' }));
    expect(versions.getByText('with GCC/12.3.0, OpenMPI/4.1.5')).toBeTruthy();
    await userEvent.click(
      versions.getByRole('button', { name: 'Load SciPy-bundle/2023.11' })
    );
    expect(loads).toEqual(['SciPy-bundle/2023.11']);
  });

  it('goes to another version', async () => {
    const { asked } = await show('GCC/13.2.0');
    await userEvent.click(
      screen.getByRole('button', { name: 'Show details of GCC/12.3.0' })
    );
    await screen.findByRole('region', { name: 'Help of GCC/12.3.0' });
    expect(asked).toEqual(['GCC/13.2.0', 'GCC/12.3.0']);
  });

  it('shows no link that isn’t http', async () => {
    const [first, ...others] = CATALOG.packages;
    await show('CuPy', SAID, {
      ...CATALOG,
      packages: [{ ...first!, url: 'javascript:alert(1)' }, ...others]
    });
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('says why there are none', async () => {
    await show('nosuch', {
      status: 404,
      body: { code: 'x', message: 'Lmod finds no module nosuch.', detail: null }
    });
    expect((await screen.findByRole('alert')).textContent).toContain(
      'Lmod finds no module nosuch.'
    );
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
