/** When the server is asked who runs with older modules. */

import { FakeServer } from './server';
import { Jupyter, older } from './users';
import type { UsersModel } from '../usersModel';

/** Longer than the model waits for more to happen. */
async function settle(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 300));
}

const ANSWER = [
  older('kernel', 'old.ipynb'),
  older('kernel', 'new.ipynb', false),
  older('kernel', 'elsewhere.ipynb', null),
  older('terminal', '1')
];

describe('UsersModel', () => {
  let server: FakeServer;
  let jupyter: Jupyter;
  let model: UsersModel;

  beforeEach(() => {
    server = new FakeServer(() => ({ body: ANSWER }));
    jupyter = new Jupyter();
    model = jupyter.model(server);
  });

  afterEach(() => model.dispose());

  it('tells those that are known to be older', async () => {
    expect(model.older).toEqual([]);
    await model.refresh();
    expect(model.older.map(({ name }) => name)).toEqual(['old.ipynb', '1']);
  });

  it('asks nothing while nobody looks, and once when somebody does', async () => {
    server.announce('modules', 2);
    jupyter.act('start');
    jupyter.showTerminals('1');
    await settle();
    expect(server.asked).toEqual([]);
    model.watch();
    await settle();
    expect(server.asked).toEqual(['GET modules/users']);
  });

  it.each<[string, () => void]>([
    ['modules change', () => server.announce('modules', 2)],
    ['an application starts', () => server.announce('apps', 2)],
    ['a kernel restarts', () => jupyter.act('restart')],
    ['a terminal opens', () => jupyter.showTerminals('1', '2')]
  ])('asks once more when %s', async (_, happen) => {
    model.watch();
    await settle();
    happen();
    happen();
    await settle();
    expect(server.asked).toHaveLength(2);
  });

  it.each<[string, () => void]>([
    ['the catalog changes', () => server.announce('software', 2)],
    ['a kernel is interrupted', () => jupyter.act('interrupt')],
    ['the same terminals run', () => jupyter.showTerminals('1')]
  ])('asks nothing when %s', async (_, happen) => {
    jupyter.showTerminals('1');
    await settle();
    model.watch();
    await settle();
    happen();
    await settle();
    expect(server.asked).toHaveLength(1);
  });
});
