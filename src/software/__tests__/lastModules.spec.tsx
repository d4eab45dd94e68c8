/** The offer of the last session's modules: what it says, and what its two buttons do. */

import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { CommandIds } from '../commandIds';
import { addLastModulesCommand } from '../lastModulesCommand';
import { LastModulesNotice } from '../lastModulesNotice';
import { ModulesModel } from '../modulesModel';
import { stateOf } from './catalog';
import { FakeServer, IAnswer } from './server';

const OFFERED = ['GCC/12.3.0', 'FFTW/3.3.10'];

async function show(
  offered: string[],
  answers: Record<string, IAnswer> = {},
  readOnly: string | null = null
): Promise<{ server: FakeServer; commands: CommandRegistry }> {
  const server = new FakeServer(
    ({ path }) =>
      answers[path] ?? {
        body: stateOf([], undefined, {
          last_session: offered,
          read_only: readOnly
        })
      }
  );
  const modules = new ModulesModel(server.client, server.changes);
  const commands = new CommandRegistry();
  addLastModulesCommand({
    commands,
    modules,
    trans: nullTranslator.load('hpclab'),
    alwaysConfirms: () => false,
    isPanelShown: () => true
  });
  const Shown = (): React.JSX.Element => {
    const [, draw] = React.useReducer((count: number) => count + 1, 0);
    React.useEffect(() => {
      modules.stateChanged.connect(draw);
      return () => void modules.stateChanged.disconnect(draw);
    }, []);
    return <LastModulesNotice modules={modules} commands={commands} />;
  };
  render(<Shown />);
  await act(() => modules.refresh());
  server.seen.length = 0;
  return { server, commands };
}

describe('LastModulesNotice', () => {
  it('is nothing where nothing is offered', async () => {
    const { commands } = await show([]);
    expect(screen.queryByRole('status')).toBeNull();
    expect(commands.isEnabled(CommandIds.loadLast)).toBe(false);
  });

  it('loads them by an ordinary plan, and is gone', async () => {
    const { server } = await show(OFFERED, {
      'modules/plan': {
        body: {
          plan_id: 'p1',
          generation: 1,
          prerequisites: [],
          changes: { loaded: OFFERED },
          messages: []
        }
      },
      'modules/apply': {
        body: {
          ...stateOf(OFFERED),
          revision: 101,
          changes: {},
          messages: []
        }
      }
    });
    expect(screen.getByRole('status').textContent).toContain(
      'Your last session had GCC/12.3.0, FFTW/3.3.10.'
    );
    await userEvent.click(screen.getByRole('button', { name: /Load them/ }));
    expect(server.seen[0]).toEqual({
      method: 'POST',
      path: 'modules/plan',
      body: { operation: 'load', modules: OFFERED, with_prerequisites: true }
    });
    expect(server.asked).toContain('POST modules/apply');
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('goes when it is dismissed, and the server hears of it', async () => {
    const { server } = await show(OFFERED, {
      'modules/last/dismiss': {
        body: stateOf([], undefined, { revision: 101 })
      }
    });
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(server.asked).toEqual(['POST modules/last/dismiss']);
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('stays where the server doesn’t answer', async () => {
    await show(OFFERED, {
      'modules/last/dismiss': { status: 500, body: {} }
    });
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('status')).not.toBeNull();
  });

  it('loads nothing where the modules are not hpclab’s to change', async () => {
    const { commands } = await show(OFFERED, {}, 'Another extension does.');
    expect(commands.isEnabled(CommandIds.loadLast)).toBe(false);
  });
});
