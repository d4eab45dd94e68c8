/** The panel as people and screen readers meet it: by roles and names. */

import { CommandRegistry } from '@lumino/commands';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableSet } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import {
  act,
  BoundFunctions,
  fireEvent,
  queries,
  render,
  screen,
  waitFor,
  within
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { Schemas } from '../../api/client';
import { CatalogModel } from '../catalogModel';
import type { IAppOffer, IAppOffers } from '../../api/tokens';
import { CommandIds } from '../commandIds';
import { FiltersModel } from '../filters';
import { ModulesModel } from '../modulesModel';
import { SoftwarePanel } from '../panel';
import { DEFAULT_SETTINGS, ISoftwareSettings } from '../settings';
import { CATALOG, stateOf } from './catalog';
import { FakeServer, IAnswer } from './server';
import { Jupyter } from './users';

/** jsdom has no layout; the virtual list needs a height to fill. */
beforeAll(() => {
  const sizes = { clientHeight: 600, clientWidth: 250, offsetHeight: 30 };
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      value
    });
  }
});

let shown: DisposableSet;

beforeEach(() => {
  shown = new DisposableSet();
});

afterEach(() => shown.dispose());

/** R is what RStudio needs. */
class Apps implements IAppOffers {
  readonly changed = new Signal<IAppOffers, void>(this);
  readonly opened: string[] = [];

  offersFor(module: string): readonly IAppOffer[] {
    return module === 'R' ? [{ name: 'rstudio', title: 'RStudio' }] : [];
  }

  open(name: string): void {
    this.opened.push(name);
  }
}

const APPS = new Apps();

const SITE: Schemas['SoftwareSite'] = {
  hidden: ['intel*'],
  pinned: ['Python/*'],
  documentation: [
    { pattern: 'GCC*', url: 'https://docs.example.org/{name}/{version}' }
  ],
  sources: [
    { title: 'Wheels', command: 'avail_wheels {name}' },
    { title: 'Containers', url: 'https://c.example.org/?q={name}' }
  ],
  request: 'mailto:help@example.org?subject={name}'
};

interface IExecuted {
  id: string;
  args: ReadonlyPartialJSONObject;
}

async function show(
  answers: {
    modules?: IAnswer;
    software?: IAnswer;
    site?: IAnswer;
    added?: IAnswer;
    status?: IAnswer;
    load?: IAnswer;
  } = {},
  props: { allowsChange?: boolean; settings?: Partial<ISoftwareSettings> } = {}
): Promise<{
  modules: ModulesModel;
  filters: FiltersModel;
  executed: IExecuted[];
}> {
  const server = new FakeServer(({ path }) => {
    const answer = {
      software: answers.software ?? { body: CATALOG },
      'software/site': answers.site,
      'software/added': answers.added ?? {
        body: { revision: 1, catalogs: [] }
      },
      'software/status': answers.status ?? { body: statusOf({}) },
      modules: answers.modules ?? { body: stateOf([]) },
      'modules/load': answers.load
    }[path];
    return answer ?? { status: 404, body: {} };
  });
  const modules = new ModulesModel(server.client, server.changes);
  const catalog = new CatalogModel(server.client, server.changes);
  shown.add(modules);
  const users = new Jupyter().model(server);
  shown.add(catalog);
  shown.add(users);
  const filters = new FiltersModel();
  shown.add(filters);
  filters.set({ hidden: props.settings?.showHidden ?? false });
  const commands = new CommandRegistry();
  const executed: IExecuted[] = [];
  for (const id of Object.values(CommandIds)) {
    commands.addCommand(id, {
      describedBy: { args: {} },
      execute: args => {
        executed.push({ id, args });
      }
    });
  }
  render(
    <SoftwarePanel
      modules={modules}
      catalog={catalog}
      users={users}
      commands={commands}
      allowsChange={props.allowsChange ?? true}
      settings={{ ...DEFAULT_SETTINGS, ...props.settings }}
      filters={filters}
      apps={APPS}
      searchRef={React.createRef()}
      system={{ available: true, system: 'Lmod', version: '8.6.19' }}
    />
  );
  await act(async () => {
    await Promise.allSettled([modules.refresh(), catalog.refresh()]);
  });
  return { modules, filters, executed };
}

function loadedSection(): BoundFunctions<typeof queries> {
  return within(screen.getByRole('region', { name: 'Loaded modules' }));
}

function availableSection(): BoundFunctions<typeof queries> {
  return within(screen.getByRole('region', { name: 'Available software' }));
}

function statusOf(
  status: Partial<Schemas['CatalogStatus']>
): Schemas['CatalogStatus'] {
  return {
    revision: 1,
    now: 1000,
    checked_at: null,
    build: null,
    problem: null,
    ...status
  };
}

async function search(text: string): Promise<void> {
  await userEvent.type(
    screen.getByRole('searchbox', { name: 'Search software' }),
    text
  );
}

describe('SoftwarePanel', () => {
  it('lists what there is, and says how many', async () => {
    await show();
    const rows = availableSection().getAllByRole('listitem');
    expect(rows).toHaveLength(CATALOG.packages.length);
    expect(rows[0]?.getAttribute('aria-setsize')).toBe(String(rows.length));
    expect(rows[0]?.getAttribute('aria-posinset')).toBe('1');
    expect(screen.getByText('Lmod 8.6.19')).toBeTruthy();
  });

  it('finds what a module provides, says so, and loads it', async () => {
    const { executed } = await show();
    await search('numpy');
    const rows = await waitFor(() => {
      const found = availableSection().getAllByRole('listitem');
      expect(found).toHaveLength(2);
      return found;
    });
    expect(rows[0]?.textContent).toContain('provides numpy 1.26.2 and 2 more');
    expect(rows[0]?.querySelector('mark')?.textContent).toBe('numpy');
    await userEvent.click(
      screen.getByRole('button', { name: 'Load SciPy-bundle/2023.11' })
    );
    expect(executed).toEqual([
      { id: CommandIds.load, args: { module: 'SciPy-bundle/2023.11' } }
    ]);
  });

  it('announces the number of results', async () => {
    await show();
    await search('numpy');
    await waitFor(() =>
      expect(
        screen.getAllByRole('status').map(({ textContent }) => textContent)
      ).toContain('2 results')
    );
  });

  it('unfolds to versions, with what each of them takes', async () => {
    await show({
      modules: { body: stateOf(['GCC/12.3.0'], ['/m/Core', '/m/GCC/12.3.0']) }
    });
    await search('scipy');
    await userEvent.click(
      await screen.findByRole('button', { name: 'SciPy-bundle' })
    );
    expect(screen.getByText('with OpenMPI/4.1.5')).toBeTruthy();
    expect(
      screen.getByText('with GCC/13.2.0, OpenMPI/4.1.6; replaces GCC/12.3.0')
    ).toBeTruthy();
    expect(
      screen.getByRole('button', { name: 'Load SciPy-bundle/2023.11' })
        .textContent
    ).toBe('Load…');
  });

  it('is walked through by arrow keys', async () => {
    const { executed } = await show();
    await search('gcc');
    await waitFor(() =>
      expect(screen.getByRole('heading', { name: /Results/ })).toBeTruthy()
    );
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('GCC');
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowDown}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe(
      'Load GCC/13.2.0'
    );
    await userEvent.keyboard('{Enter}');
    expect(executed).toEqual([
      { id: CommandIds.load, args: { module: 'GCC/13.2.0' } }
    ]);
    await userEvent.keyboard('{ArrowLeft}');
    expect(document.activeElement?.getAttribute('aria-expanded')).toBe('false');
  });

  it('empties the search by Escape', async () => {
    await show();
    await search('gcc{Escape}');
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('');
  });

  it('says when nothing was found, and offers to clear the search', async () => {
    await show();
    await search('xyzzy');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear search' })
    );
    expect(availableSection().getAllByRole('listitem')).toHaveLength(
      CATALOG.packages.length
    );
  });

  it('folds dependencies below what was asked for', async () => {
    const state = stateOf(['SciPy-bundle/2023.07', 'GCC/12.3.0']);
    state.loaded[1]!.requested = false;
    const { executed } = await show({ modules: { body: state } });
    expect(
      loadedSection().queryByRole('button', { name: 'Unload GCC/12.3.0' })
    ).toBeNull();
    await userEvent.click(
      loadedSection().getByRole('button', { name: '1 dependency' })
    );
    await userEvent.click(
      loadedSection().getByRole('button', { name: 'Unload GCC/12.3.0' })
    );
    expect(executed).toEqual([
      { id: CommandIds.unload, args: { module: 'GCC/12.3.0' } }
    ]);
  });

  it('offers Undo only where there is something to undo', async () => {
    const { executed } = await show({ modules: { body: stateOf([]) } });
    const undo = screen.getByRole('button', { name: 'Undo' });
    expect(undo.getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(undo);
    expect(executed).toEqual([]);
  });

  it("shows a failure in place, with Lmod's words as text", async () => {
    const failure: Schemas['ErrorBody'] = {
      code: 'refused',
      message: 'Lmod did not load x.',
      detail: '<img src=x onerror=alert(1)>'
    };
    const { modules } = await show({ load: { status: 422, body: failure } });
    await act(async () => {
      await modules.load(['x']).catch(() => undefined);
    });
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('Load x: Lmod did not load x.');
    expect(alert.textContent).toContain(failure.detail);
    expect(alert.querySelector('img')).toBeNull();
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Dismiss' })
    );
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('offers to load what a module wants loaded first', async () => {
    const failure: Schemas['ErrorBody'] = {
      code: 'load_failed',
      message: 'Lmod did not load x.',
      detail: null,
      needs: ['R/4.3.2']
    };
    const { modules, executed } = await show({
      load: { status: 422, body: failure }
    });
    await act(async () => {
      await modules.load(['x']).catch(() => undefined);
    });
    const alert = within(screen.getByRole('alert'));
    await userEvent.click(alert.getByRole('button', { name: 'Load R/4.3.2' }));
    expect(executed).toEqual([
      { id: CommandIds.load, args: { module: 'R/4.3.2' } }
    ]);
  });

  it('says why there are no modules', async () => {
    await show({
      modules: {
        status: 503,
        body: { code: 'lmod_unavailable', message: 'No Lmod.', detail: null }
      }
    });
    expect(screen.getByText('There are no modules here.')).toBeTruthy();
    expect(screen.getByText('No Lmod.')).toBeTruthy();
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it('offers to try again when the server fails', async () => {
    await show({
      modules: {
        status: 502,
        body: { code: 'broken', message: 'Lmod broke.', detail: 'trace' }
      }
    });
    expect(screen.getByRole('alert').textContent).toContain('Lmod broke.');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('says so while the catalog is being built', async () => {
    const catalog = { ...CATALOG, complete: false };
    const build = { phase: 'walking', since: 1000, seconds: 40 };
    await show({
      software: { body: catalog },
      status: { body: statusOf({ build, now: 1010 }) }
    });
    expect(screen.getByText(/The catalog is being built/)).toBeTruthy();
    expect(
      screen.getByText('Building the catalog, 25 %', { exact: false })
    ).toBeTruthy();
    expect(screen.queryByText(/^Catalog of/)).toBeNull();
  });

  it('says why there is no newer catalog, and how old this one is', async () => {
    const problem = 'The disk is full.';
    const checked_at = Date.UTC(2020, 1, 3, 12) / 1000;
    await show({ status: { body: statusOf({ problem, checked_at }) } });
    expect(screen.getByText(problem)).toBeTruthy();
    expect(screen.getByText(/^Catalog of .*2020/)).toBeTruthy();
  });

  it('lists what the person has added beside the rest', async () => {
    const catalog = {
      ...CATALOG,
      packages: [
        {
          name: 'my-tool',
          versions: [{ version: '1.0', full_name: 'my-tool/1.0', paths: [0] }]
        }
      ],
      modulepaths: [{ path: '/home/ada/modules' }]
    };
    await show({ added: { body: { revision: 7, catalogs: [catalog] } } });
    await search('my-tool');
    expect(
      await screen.findByRole('button', { name: /^Load my-tool/ })
    ).toBeTruthy();
  });

  it.each([
    [
      'the server says why',
      stateOf([], undefined, { read_only: 'By jupyterlmod.' }),
      true
    ],
    ['the site has switched it off', stateOf(['GCC/12.3.0']), false]
  ])('only shows where %s', async (_, state, allowsChange) => {
    await show({ modules: { body: state } }, { allowsChange });
    expect(screen.queryByRole('button', { name: /^(Unl|L)oad / })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(screen.queryByText('By jupyterlmod.') !== null).toBe(allowsChange);
  });

  it('lists hidden versions only where they are wanted', async () => {
    await show({}, { settings: { showHidden: true } });
    await search('rstudio');
    await userEvent.click(
      await screen.findByRole('button', { name: 'rstudio' })
    );
    expect(screen.getByText('hidden')).toBeTruthy();
  });

  it('offers what was meant, other sources and a request', async () => {
    await show({ site: { body: SITE } });
    await search('pyhton');
    expect(
      screen.getByRole('link', { name: 'Containers' }).getAttribute('href')
    ).toBe('https://c.example.org/?q=pyhton');
    expect(
      screen.getByRole('link', { name: 'Request pyhton' }).getAttribute('href')
    ).toBe('mailto:help@example.org?subject=pyhton');
    expect(screen.getByText('avail_wheels pyhton')).toBeTruthy();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Search for Python' })
    );
    const box = screen.getByRole<HTMLInputElement>('searchbox');
    expect(box.value).toBe('Python');
    expect(document.activeElement).toBe(box);
    expect(availableSection().getAllByRole('listitem').length).toBe(2);
  });

  it('offers the application that a module is for', async () => {
    await show();
    await search('r');
    await userEvent.click(screen.getByRole('button', { name: 'Open RStudio' }));
    expect(APPS.opened).toEqual(['rstudio']);
  });

  it('lists what the site pins first, and what it hides only with the hidden', async () => {
    const { filters } = await show({ site: { body: SITE } });
    const names = (): (string | null)[] =>
      availableSection()
        .getAllByRole('button', { expanded: false })
        .map(button => button.getAttribute('aria-label'));
    expect(names()[0]).toBe('Python');
    expect(names()).not.toContain('intel-compilers');
    act(() => filters.set({ hidden: true }));
    expect(names()).toContain('intel-compilers');
  });

  it("links the site's documentation", async () => {
    await show({ site: { body: SITE } });
    await search('gcc/13');
    await userEvent.click(screen.getByRole('button', { name: 'GCC' }));
    expect(
      screen
        .getByRole('link', { name: 'Your site about GCC' })
        .getAttribute('href')
    ).toBe('https://docs.example.org/GCC/13.2.0');
  });

  it('filters, says by what, and lets go of it again', async () => {
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Filters' }));
    fireEvent.change(screen.getByRole('combobox', { name: 'Property' }), {
      target: { value: 'gpu' }
    });
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Only what can be loaded now' })
    );
    expect(screen.getByText('The filters leave nothing.')).toBeTruthy();
    await userEvent.click(
      screen.getByRole('button', { name: 'Take off the filter loadable now' })
    );
    expect(availableSection().getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Filters, 1 set' })).toBe(
      document.activeElement
    );
    await search('gcc');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' })
    );
    expect(availableSection().getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByRole('searchbox')).toBe(document.activeElement);
  });

  it('shows as much as the person wants', async () => {
    await show({}, { settings: { showDescriptions: false, isCompact: true } });
    expect(screen.queryByText('A standard library.')).toBeNull();
    expect(screen.getByRole('button', { name: 'libc++' })).toBeTruthy();
  });
});
