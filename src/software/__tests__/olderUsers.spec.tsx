/** What people read of those that run with older modules. */

import { CommandRegistry } from '@lumino/commands';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { CommandIds } from '../commandIds';
import { OlderUsers } from '../olderUsers';
import type { ModuleUser } from '../usersModel';
import { FakeServer } from './server';
import { Jupyter, older } from './users';

async function show(answer: ModuleUser[]): Promise<string[]> {
  const model = new Jupyter().model(new FakeServer(() => ({ body: answer })));
  const commands = new CommandRegistry();
  const executed: string[] = [];
  commands.addCommand(CommandIds.restartKernels, {
    describedBy: { args: {} },
    execute: () => {
      executed.push(CommandIds.restartKernels);
    }
  });
  render(<OlderUsers users={model} commands={commands} />);
  await act(() => model.refresh());
  return executed;
}

describe('OlderUsers', () => {
  it('counts and names them, and offers to restart kernels', async () => {
    const executed = await show([
      older('kernel', 'a.ipynb'),
      older('kernel', 'b.ipynb'),
      older('kernel', 'fresh.ipynb', false),
      older('terminal', '7'),
      older('app', 'RStudio')
    ]);
    const text = screen.getByRole('status').textContent;
    expect(text).toContain(
      '2 kernels, 1 terminal and 1 application run with an older environment.'
    );
    expect(text).toContain('Kernels: a.ipynb, b.ipynb');
    expect(text).toContain('Terminals: 7.');
    expect(text).toContain('Applications: RStudio.');
    expect(text).not.toContain('fresh');
    await userEvent.click(
      screen.getByRole('button', { name: 'Restart kernels…' })
    );
    expect(executed).toEqual([CommandIds.restartKernels]);
  });

  it('offers no restart where it is only a terminal', async () => {
    await show([older('terminal', '1')]);
    expect(screen.getByRole('status').textContent).toContain(
      '1 terminal runs with an older environment.'
    );
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says nothing where all have the modules of now', async () => {
    await show([older('kernel', 'a.ipynb', false)]);
    expect(screen.queryByRole('status')).toBeNull();
  });
});
