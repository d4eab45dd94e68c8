/** What is said of the collection that is restored at the start, in the panel and elsewhere. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { Schemas } from '../../api/client';
import { announceFailedStart, AtStartNotice } from '../atStartNotice';
import { CommandIds } from '../commandIds';
import { ModulesModel } from '../modulesModel';
import { stateOf } from './catalog';
import { FakeServer } from './server';

const FAILED: Schemas['AtStart'] = {
  collection: 'work',
  of_site: false,
  phase: 'failed',
  problem: 'There is no saved collection work.',
  detail: 'Lmod says so'
};

async function show(
  at_start: Schemas['AtStart'] | null,
  isPanelShown = true
): Promise<{ tried: unknown[] }> {
  const server = new FakeServer(() => ({
    body: stateOf([], undefined, { at_start })
  }));
  const modules = new ModulesModel(server.client, server.changes);
  const commands = new CommandRegistry();
  const tried: unknown[] = [];
  commands.addCommand(CommandIds.restoreCollection, {
    describedBy: { args: {} },
    execute: args => void tried.push(args)
  });
  announceFailedStart({
    commands,
    modules,
    trans: nullTranslator.load('hpclab'),
    alwaysConfirms: () => false,
    isPanelShown: () => isPanelShown
  });
  const Shown = (): React.JSX.Element => {
    const [, draw] = React.useReducer((count: number) => count + 1, 0);
    React.useEffect(() => {
      modules.stateChanged.connect(draw);
      return () => void modules.stateChanged.disconnect(draw);
    }, []);
    return <AtStartNotice modules={modules} commands={commands} />;
  };
  render(<Shown />);
  await act(() => modules.refresh());
  return { tried };
}

describe('AtStartNotice', () => {
  afterEach(() => Notification.dismiss());

  it.each([
    null,
    { collection: 'work', of_site: true, phase: 'restored' as const }
  ])('is nothing where there is nothing to tell', async atStart => {
    await show(atStart);
    expect(screen.queryByRole('status')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says that it goes on', async () => {
    await show({ collection: 'work', of_site: false, phase: 'restoring' });
    expect(screen.getByRole('status').textContent).toBe(
      'Restoring the collection work for your session…'
    );
  });

  it('says why it failed, tries again, and goes when it is dismissed', async () => {
    const { tried } = await show(FAILED);
    expect(screen.getByRole('alert').textContent).toContain(
      'Your session started without the collection work. There is no saved collection work.'
    );
    expect(Notification.manager.count).toBe(0);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(tried).toEqual([{ name: 'work' }]);
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('tells what modules said', async () => {
    await show({
      collection: 'work',
      of_site: false,
      phase: 'restored',
      messages: [{ level: 'warning', text: 'GCC/12.3.0 goes away' }]
    });
    expect(screen.getByRole('status').textContent).toContain(
      'GCC/12.3.0 goes away'
    );
  });

  it('tells of a failure where nobody sees the panel', async () => {
    await show(FAILED, false);
    expect(Notification.manager.notifications[0]?.message).toContain(
      'There is no saved collection work.'
    );
  });
});
