/** Plans made in advance: when Lmod is asked, when that is given up, and what a click costs. */

import type { Schemas } from '../../api/client';
import { ModulesModel, loadRequest } from '../modulesModel';
import { stateOf } from './catalog';
import { FakeServer, IAnswer } from './server';

const PLAN: Schemas['Plan'] = {
  plan_id: 'p1',
  generation: 1,
  prerequisites: [],
  changes: {},
  messages: []
};

interface IStarted {
  modules: ModulesModel;
  server: FakeServer;
  /** Let the time pass for which the focus rests on a row. */
  rest: () => Promise<void>;
}

async function start(
  ahead: () => IAnswer | Promise<IAnswer> = () => ({ body: PLAN })
): Promise<IStarted> {
  const state = { ...stateOf([]), generation: 1 };
  const server = new FakeServer(({ path }) => {
    switch (path) {
      case 'modules':
        return { body: state };
      case 'modules/plan/ahead':
        return ahead();
      case 'modules/plan':
        return { body: { ...PLAN, plan_id: 'asked' } };
      default:
        return {
          body: { ...state, generation: 2, changes: {}, messages: [] }
        };
    }
  });
  const modules = new ModulesModel(server.client, server.changes);
  modules.plansAhead = true;
  await modules.refresh();
  server.seen.length = 0;
  const rest = (): Promise<void> => new Promise(done => setTimeout(done, 250));
  return { modules, server, rest };
}

it('is there when somebody clicks: the click asks for no plan', async () => {
  const { modules, server, rest } = await start();
  modules.lookAt('R/4.3.2');
  await rest();
  expect(server.asked).toEqual(['POST modules/plan/ahead']);
  expect(server.seen[0]?.body).toEqual(loadRequest('R/4.3.2'));
  const plan = await modules.plan(loadRequest('R/4.3.2'));
  expect(plan.plan_id).toBe('p1');
  expect(server.asked).toHaveLength(1);
});

it('waits for one that is on its way', async () => {
  let answer: (answer: IAnswer) => void = () => undefined;
  const { modules, server, rest } = await start(
    () => new Promise(resolve => (answer = resolve))
  );
  modules.lookAt('R/4.3.2');
  await rest();
  const plan = modules.plan(loadRequest('R/4.3.2'));
  expect(modules.isPending('R/4.3.2')).toBe(true);
  answer({ body: PLAN });
  expect((await plan).plan_id).toBe('p1');
  expect(server.asked).toEqual(['POST modules/plan/ahead']);
});

it('is made only for the row on which the focus rests', async () => {
  const { modules, server, rest } = await start();
  modules.lookAt('R/4.3.2');
  modules.lookAt(null);
  modules.lookAt('GCC/12.3.0');
  await rest();
  expect(server.seen.map(({ body }) => body)).toEqual([
    loadRequest('GCC/12.3.0')
  ]);
});

it.each([
  ['is for something else', loadRequest('R/4.3.2'), 1],
  ['is of an older environment', loadRequest('GCC/12.3.0'), 0]
])('is not taken where it %s', async (_, request, generation) => {
  const { modules, rest } = await start(() => ({
    body: { ...PLAN, generation }
  }));
  modules.lookAt('GCC/12.3.0');
  await rest();
  expect((await modules.plan(request)).plan_id).toBe('asked');
});

it('tells nobody of failures: the click does', async () => {
  const { modules, rest } = await start(() => ({
    status: 422,
    body: { code: 'load_failed', message: 'No licence.' }
  }));
  modules.lookAt('R/4.3.2');
  await rest();
  expect(modules.reports).toEqual([]);
  expect((await modules.plan(loadRequest('R/4.3.2'))).plan_id).toBe('asked');
});

it('is forgotten when the modules change', async () => {
  const { modules, rest } = await start();
  modules.lookAt('R/4.3.2');
  await rest();
  await modules.undo();
  expect((await modules.plan(loadRequest('R/4.3.2'))).plan_id).toBe('asked');
});

it('is not made where the site turns that off', async () => {
  const { modules, server, rest } = await start();
  modules.plansAhead = false;
  modules.lookAt('R/4.3.2');
  await rest();
  expect(server.asked).toEqual([]);
});
