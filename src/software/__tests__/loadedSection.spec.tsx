/** What can be done about the loaded modules and the folders that they come from. */

import { CommandRegistry } from '@lumino/commands';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { Schemas } from '../../api/client';
import { CommandIds } from '../commandIds';
import { LoadedSection } from '../loadedSection';
import { CATALOG, stateOf } from './catalog';

function show(
  state: Schemas['ModuleState'],
  canChange = true
): { executed: unknown[] } {
  const commands = new CommandRegistry();
  const executed: unknown[] = [];
  for (const id of Object.values(CommandIds)) {
    commands.addCommand(id, {
      describedBy: { args: {} },
      label: ({ to }) => (typeof to === 'string' ? to : ''),
      execute: args => void executed.push([id, args])
    });
  }
  render(
    <LoadedSection
      state={state}
      catalog={CATALOG}
      canChange={canChange}
      isPending={() => false}
      isBusy={false}
      commands={commands}
    />
  );
  return { executed };
}

const STATE = stateOf(['GCC/12.3.0'], ['/own', '/m/GCC/12.3.0', '/m/Core']);

it('offers the other versions of a loaded module', async () => {
  const { executed } = show(STATE);
  await userEvent.click(
    screen.getByRole('button', { name: 'Other versions of GCC' })
  );
  screen.getByRole('menuitem', { name: 'GCC/13.2.0' });
  const menu = screen.getByRole('menu');
  fireEvent.keyDown(menu, { keyCode: 40 });
  fireEvent.keyDown(menu, { keyCode: 13 });
  expect(executed).toEqual([
    [CommandIds.swap, { from: 'GCC/12.3.0', to: 'GCC/13.2.0' }]
  ]);
});

it('removes folders, but not those that a module brings', async () => {
  const { executed } = show(STATE);
  await userEvent.click(screen.getByRole('button', { name: '3 module paths' }));
  expect(
    screen.queryByRole('button', { name: 'Remove /m/GCC/12.3.0' })
  ).toBeNull();
  screen.getByText('by GCC/12.3.0');
  await userEvent.click(screen.getByRole('button', { name: 'Remove /own' }));
  await userEvent.click(
    screen.getByRole('button', { name: 'Add module path…' })
  );
  expect(executed).toEqual([
    [CommandIds.unusePath, { path: '/own' }],
    [CommandIds.usePath, {}]
  ]);
});

it('only lists where one may only look', async () => {
  show(STATE, false);
  await userEvent.click(screen.getByRole('button', { name: '3 module paths' }));
  expect(screen.queryByRole('button', { name: /Remove|Add|Other/ })).toBeNull();
});
