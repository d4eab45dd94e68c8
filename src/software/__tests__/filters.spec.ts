/** Filters: what they leave, and that they're remembered. */

import { StateDB } from '@jupyterlab/statedb';
import { DisposableSet } from '@lumino/disposable';

import { filterChoices, FiltersModel, NO_FILTERS } from '../filters';
import { CATALOG } from './catalog';

let made: DisposableSet;

beforeEach(() => {
  made = new DisposableSet();
});

afterEach(() => made.dispose());

function create(): FiltersModel {
  const model = new FiltersModel();
  made.add(model);
  return model;
}

describe('filterChoices', () => {
  it('has what the catalog has', () => {
    expect(filterChoices(CATALOG)).toEqual({
      categories: ['compiler'],
      properties: ['gpu']
    });
  });
});

describe('FiltersModel', () => {
  it('remembers what is set, but for the hidden, which are a setting', async () => {
    const state = new StateDB();
    const first = create();
    await first.remember(state);
    first.set({ loadable: true, hidden: true, property: 'gpu' });

    const second = create();
    await second.remember(state);
    expect(second.value).toEqual({
      ...NO_FILTERS,
      loadable: true,
      property: 'gpu'
    });
  });

  it('takes nothing odd from what was kept', async () => {
    const state = new StateDB();
    await state.save('hpclab-software:filters', { loadable: 'x', category: 3 });
    const model = create();
    await model.remember(state);
    expect(model.value).toEqual(NO_FILTERS);
  });

  it('tells of changes only', () => {
    const model = create();
    let changes = 0;
    model.changed.connect(() => {
      changes += 1;
    });
    model.set({ loadable: false });
    model.set({ loadable: true });
    expect(changes).toBe(1);
  });
});
