/** Tiles of applications, by their roles and names. */

import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { Failure, FakeServer } from '../../api/__tests__/fakeServer';
import {
  APP_COMMANDS,
  OPEN_APP,
  OPEN_APP_WITH_NETWORK,
  RESTART_APP,
  SHOW_APP_LOG,
  STOP_APP
} from '../commandIds';
import { App, AppsModel } from '../model';
import { AppsSection } from '../tiles';
import { app } from './examples';

describe('AppsSection', () => {
  let server: FakeServer;
  let model: AppsModel;
  let commands: CommandRegistry;
  let executed: unknown[];

  beforeEach(() => {
    server = new FakeServer();
    executed = [];
    commands = new CommandRegistry();
    for (const id of APP_COMMANDS) {
      commands.addCommand(id, {
        describedBy: { args: {} },
        execute: args => {
          executed.push([id, args]);
        }
      });
    }
  });

  afterEach(() => {
    model.dispose();
  });

  const show = async (apps: App[] | Failure): Promise<void> => {
    server.answers['GET /apps'] =
      apps instanceof Failure ? apps : { revision: 1, apps };
    model = new AppsModel({
      client: server.client,
      changes: server.changes,
      isEnabled: () => Promise.resolve(true)
    });
    render(<AppsSection model={model} commands={commands} />);
    await act(() => model.refresh());
  };

  const names = (): (string | null)[] =>
    screen
      .queryAllByRole('button')
      .map(button => button.getAttribute('aria-label') ?? button.textContent);

  it('is a region with a tile for each application', async () => {
    await show([app('rstudio', 'RStudio'), app('desktop', 'Desktop')]);
    const region = screen.getByRole('region', { name: 'Applications' });
    expect(within(region).getAllByRole('listitem')).toHaveLength(2);
    expect(names()).toEqual(['Open RStudio', 'Open Desktop']);
  });

  it('offers for a running application all that can be done', async () => {
    await show([app('rstudio', 'RStudio', { state: 'running' })]);
    expect(names()).toEqual([
      'Open RStudio',
      'Show log of RStudio',
      'Restart RStudio…',
      'Stop RStudio…'
    ]);
    for (const name of names()) {
      await userEvent.click(screen.getByRole('button', { name: name! }));
    }
    const args = { name: 'rstudio' };
    expect(executed).toEqual([
      [OPEN_APP, args],
      [SHOW_APP_LOG, args],
      [RESTART_APP, args],
      [STOP_APP, args]
    ]);
  });

  it('shows what a starting application prints, as text', async () => {
    await show([
      app('vscode', 'VS Code', {
        state: 'starting',
        stage: 'waiting',
        last_line: 'Unpacking <b>extensions</b>'
      })
    ]);
    expect(
      screen.getByLabelText('Last line of the log of VS Code').textContent
    ).toBe('Unpacking <b>extensions</b>');
  });

  it('offers the log of what failed, and says why it failed', async () => {
    await show([
      app('vscode', 'VS Code', {
        state: 'failed',
        reason: 'It ended at once.',
        detail: 'no <b>licence</b>'
      })
    ]);
    expect(names()).toEqual(['Open VS Code', 'Show log of VS Code', 'Dismiss']);
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('It ended at once.');
    expect(
      within(alert).getByRole('group', { name: 'Log of VS Code' }).textContent
    ).toBe('no <b>licence</b>');

    const stopped = app('vscode', 'VS Code');
    server.answers['POST /apps/vscode/stop'] = stopped;
    server.answers['GET /apps'] = { revision: 2, apps: [stopped] };
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('says what to do about an application that is not installed', async () => {
    await show([
      app('rstudio', 'RStudio', {
        state: 'unavailable',
        reason: 'Ask for a module.'
      })
    ]);
    expect(names()).toEqual(['RStudio: not installed here']);
    expect(screen.queryByText('Ask for a module.')).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'RStudio: not installed here' })
    );
    expect(screen.getByText('Ask for a module.')).toBeTruthy();
  });

  it('offers the network to who is in a private one, until it runs', async () => {
    await show([app('openrefine', 'OpenRefine', { network: false })]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Open with network: OpenRefine' })
    );
    expect(executed).toEqual([[OPEN_APP_WITH_NETWORK, { name: 'openrefine' }]]);
    const running = { state: 'running', network: true } as const;
    server.answers['GET /apps'] = {
      revision: 2,
      apps: [app('openrefine', 'OpenRefine', running)]
    };
    await act(() => model.refresh());
    expect(screen.getByText('running · with network')).toBeTruthy();
    expect(screen.queryByText('Open with network')).toBeNull();
  });

  it('says that an application runs with other modules', async () => {
    await show([app('rstudio', 'RStudio', { state: 'running', stale: true })]);
    expect(screen.getByText(/runs with other modules/)).toBeTruthy();
  });

  it('shows the error of an errand in place, as text, until it is dismissed', async () => {
    server.answers['POST /apps/rstudio/start'] = new Failure(422, {
      code: 'lmod_refused',
      message: 'Lmod refused.',
      detail: '<b>unknown</b> module'
    });
    await show([app('rstudio', 'RStudio')]);
    await act(() => model.start('rstudio').catch(() => undefined));
    expect(screen.getByRole('alert').textContent).toContain('Lmod refused.');
    expect(screen.getByText('<b>unknown</b> module')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says that the applications are unknown, and asks again', async () => {
    await show(
      new Failure(500, { code: 'x', message: 'Broken.', detail: null })
    );
    expect(screen.getByText('Broken.')).toBeTruthy();
    server.answers['GET /apps'] = { revision: 1, apps: [] };
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Your site offers no applications here')
    ).toBeTruthy();
  });
});
