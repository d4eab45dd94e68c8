/** What a plan says before it is carried out. */

import { render, screen } from '@testing-library/react';
import * as React from 'react';

import type { Schemas } from '../../api/client';
import { takesSomethingAway } from '../dialogs';
import { PlanView } from '../planView';

const PLAN: Schemas['Plan'] = {
  plan_id: 'p1',
  generation: 1,
  prerequisites: [],
  changes: {},
  messages: []
};

function lines(plan: Partial<Schemas['Plan']>): (string | null)[] {
  render(<PlanView plan={{ ...PLAN, ...plan }} modules={[]} />);
  return screen.getAllByRole('listitem').map(({ textContent }) => textContent);
}

it('names the family by which a module makes way', () => {
  const swapped = [
    { from: 'GCC/12.3.0', to: 'Clang/17', family: 'compiler' },
    { from: 'R/4.2', to: 'R/4.3', family: null }
  ];
  expect(lines({ changes: { swapped } })).toEqual([
    'GCC/12.3.0 → Clang/17 (family compiler)replaced',
    'R/4.2 → R/4.3replaced'
  ]);
});

it('names sticky modules that go', () => {
  const changes = {
    swapped: [{ from: 'StdEnv/2020', to: 'StdEnv/2023' }],
    unloaded: ['site/1.0', 'R/4.3']
  };
  expect(lines({ changes, sticky: ['StdEnv/2020', 'site/1.0'] })).toEqual([
    'StdEnv/2020 → StdEnv/2023stickyreplaced',
    'site/1.0stickyunloaded',
    'R/4.3unloaded'
  ]);
});

it('names the kernels that need what goes, and asks for that alone', () => {
  const plan = {
    ...PLAN,
    changes: { unloaded: ['Python/3.11'] },
    kernels: ['Python 3', 'R']
  };
  lines(plan);
  expect(
    screen.getByText(/These kernels need what goes.*Python 3, R\./)
  ).toBeTruthy();
  expect(takesSomethingAway(plan, ['Python/3.11'])).toBe(true);
  expect(takesSomethingAway({ ...plan, kernels: [] }, ['Python/3.11'])).toBe(
    false
  );
});
