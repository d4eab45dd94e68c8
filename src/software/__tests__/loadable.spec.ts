/** What loading a version would take. */

import type { Schemas } from '../../api/client';
import { folderOf, normalizePath } from '../hierarchy';
import { Loadability } from '../loadable';
import { CATALOG, stateOf } from './catalog';

function version(fullName: string): Schemas['Version'] {
  const found = CATALOG.packages
    .flatMap(({ versions }) => versions)
    .find(({ full_name }) => full_name === fullName);
  if (!found) {
    throw new Error(`${fullName} is not in the catalog`);
  }
  return found;
}

function versionsOf(name: string): Schemas['Version'][] {
  return CATALOG.packages.find(item => item.name === name)?.versions ?? [];
}

describe('Loadability', () => {
  it('needs nothing more where a folder is searched', () => {
    const ways = new Loadability(CATALOG, stateOf([], ['/m//Core/']));
    expect(ways.isLoadableNow(version('GCC/12.3.0'))).toBe(true);
    expect(ways.wayTo(version('GCC/12.3.0'))).toMatchObject({
      isLoaded: false,
      prerequisites: [],
      replaces: []
    });
  });

  it('names the prerequisites in their order', () => {
    const ways = new Loadability(CATALOG, stateOf([]));
    expect(ways.isLoadableNow(version('SciPy-bundle/2023.07'))).toBe(false);
    expect(ways.wayTo(version('SciPy-bundle/2023.07')).prerequisites).toEqual([
      'GCC/12.3.0',
      'OpenMPI/4.1.5'
    ]);
  });

  it('leaves out what is loaded already', () => {
    const state = stateOf(['GCC/12.3.0'], ['/m/Core', '/m/GCC/12.3.0']);
    const way = new Loadability(CATALOG, state).wayTo(
      version('SciPy-bundle/2023.07')
    );
    expect(way.prerequisites).toEqual(['OpenMPI/4.1.5']);
    expect(way.replaces).toEqual([]);
  });

  it('takes the alternative that replaces nothing that is loaded', () => {
    const state = stateOf(['GCC/12.3.0'], ['/m/Core', '/m/GCC/12.3.0']);
    expect(
      new Loadability(CATALOG, state).wayTo(version('R/4.3.2')).prerequisites
    ).toEqual(['OpenMPI/4.1.5']);
  });

  it('takes the newer alternative where nothing is loaded', () => {
    expect(
      new Loadability(CATALOG, stateOf([])).wayTo(version('R/4.3.2'))
        .prerequisites
    ).toEqual(['GCC/13.2.0', 'OpenMPI/4.1.6']);
  });

  it('says what of the same name would make way', () => {
    const state = stateOf(['GCC/12.3.0'], ['/m/Core', '/m/GCC/12.3.0']);
    expect(
      new Loadability(CATALOG, state).wayTo(version('SciPy-bundle/2023.11'))
        .replaces
    ).toEqual(['GCC/12.3.0']);
  });

  it('says what of the same family would make way', () => {
    const state = stateOf(['GCC/12.3.0']);
    expect(
      new Loadability(CATALOG, state).wayTo(version('intel-compilers/2023.1.0'))
        .replaces
    ).toEqual(['GCC/12.3.0']);
  });

  it('knows what is loaded, unless it is inactive', () => {
    const state = stateOf(['GCC/12.3.0']);
    expect(
      new Loadability(CATALOG, state).wayTo(version('GCC/12.3.0')).isLoaded
    ).toBe(true);
    state.loaded[0]!.active = false;
    expect(
      new Loadability(CATALOG, state).wayTo(version('GCC/12.3.0')).isLoaded
    ).toBe(false);
  });

  it('offers the default, or what is loaded, or what replaces nothing', () => {
    const offered = (
      state: Schemas['ModuleState'],
      name: string
    ): string | undefined =>
      new Loadability(CATALOG, state).offered(versionsOf(name))?.full_name;
    const with12 = stateOf(['GCC/12.3.0'], ['/m/Core', '/m/GCC/12.3.0']);
    expect(offered(stateOf([]), 'GCC')).toBe('GCC/13.2.0');
    expect(offered(with12, 'GCC')).toBe('GCC/12.3.0');
    expect(offered(with12, 'SciPy-bundle')).toBe('SciPy-bundle/2023.07');
  });
});

describe('among alternatives', () => {
  const catalog: Schemas['Catalog'] = {
    revision: 1,
    complete: true,
    built_at: 0,
    modulepaths: [
      { path: '/m/Core' },
      { path: '/m/rare', prerequisites: [['aocc/4.0']] },
      { path: '/m/usual', prerequisites: [['GCC/12.3.0']] }
    ],
    packages: [
      { name: 'aocc', versions: [plain('aocc/4.0', [0])] },
      { name: 'GCC', versions: [plain('GCC/12.3.0', [0])] },
      { name: 'HDF5', versions: [plain('HDF5/1.14', [1, 2])] },
      { name: 'zlib', versions: [plain('zlib/1.2', [2])] }
    ]
  };

  it('takes the packages on which most software is built', () => {
    const hdf5 = catalog.packages[2]!.versions[0]!;
    expect(
      new Loadability(catalog, stateOf([])).wayTo(hdf5).prerequisites
    ).toEqual(['GCC/12.3.0']);
  });
});

function plain(full_name: string, paths: number[]): Schemas['Version'] {
  return { full_name, version: full_name.split('/')[1] ?? null, paths };
}

describe('folderOf', () => {
  it.each([
    ['/m/Core/GCC/12.3.0.lua', 'GCC/12.3.0', '/m/Core'],
    ['/m/Core/noversion', 'noversion', '/m/Core'],
    ['/elsewhere', 'GCC/12.3.0', '/elsewhere']
  ])('%s', (file, name, folder) => {
    expect(folderOf(file, name)).toBe(folder);
  });
});

describe('normalizePath', () => {
  it.each([
    ['/m//Core/./x/', '/m/Core/x'],
    ['/', '/'],
    ['/m/../Core', '/m/../Core'],
    ['relative/x', 'relative/x']
  ])('%s is %s', (path, normal) => {
    expect(normalizePath(path)).toBe(normal);
  });
});
