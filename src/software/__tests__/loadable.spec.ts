/** What loading a version would take. */

import type { Schemas } from '../../api/client';
import { Loadability, normalizePath } from '../loadable';
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
    expect(ways.wayTo(version('GCC/12.3.0'))).toEqual({
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
    expect(
      new Loadability(CATALOG, state).wayTo(version('SciPy-bundle/2023.07'))
    ).toEqual({
      isLoaded: false,
      prerequisites: ['OpenMPI/4.1.5'],
      replaces: []
    });
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
