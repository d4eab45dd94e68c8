/** Kernels that died: told once, in words. */

import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { FakeServer } from '../../api/__tests__/fakeServer';
import { Deaths } from '../deaths';
import { DeathText } from '../notice';
import { KernelDeath } from '../words';

const GB = 1024 ** 3;

function death(changes: Partial<KernelDeath> = {}): KernelDeath {
  return {
    kernel_id: 'k1',
    at: Date.now() / 1000,
    cause: 'memory',
    signal: 'SIGKILL',
    status: null,
    held: 6.1 * GB,
    limit: 8 * GB,
    ...changes
  };
}

describe('Deaths', () => {
  it('tells each once, and none from before the page', async () => {
    const old = death({ at: 1 });
    const server = new FakeServer({
      'GET /kernels/deaths': { revision: 1, deaths: [old] }
    });
    const deaths = new Deaths(server.client, server.changes);
    const told: KernelDeath[] = [];
    deaths.died.connect((_, each) => told.push(each));
    await deaths.begin();
    const fresh = death();
    server.answers['GET /kernels/deaths'] = {
      revision: 2,
      deaths: [fresh, old]
    };
    server.announce('modules');
    server.announce('kernels');
    server.announce('kernels');
    await waitFor(() => expect(told).toEqual([fresh]));
    expect(server.asked).toHaveLength(3);
  });
});

describe('DeathText', () => {
  const show = (changes: Partial<KernelDeath>, onDismiss = jest.fn()): string =>
    render(<DeathText death={death(changes)} onDismiss={onDismiss} />).container
      .textContent ?? '';

  it.each<[Partial<KernelDeath>, string[]]>([
    [{}, ['The job’s 8 GB were full.', 'held 6.1 GB', 'Load less at once']],
    [{ limit: null, held: null }, ['The job’s memory was full.']],
    [
      { cause: 'signal', signal: 'SIGSEGV' },
      ['ended by SIGSEGV', 'Compiled code failed']
    ],
    [
      { cause: 'signal', signal: 'SIGTERM' },
      ['ended by SIGTERM', 'you in a terminal']
    ],
    [{ cause: 'exit', status: 3 }, ['with status 3', 'called exit']]
  ])('says why: %j', (changes, texts) => {
    const shown = show(changes);
    for (const text of texts) {
      expect(shown).toContain(text);
    }
    expect(shown).toContain('Its variables are lost');
    expect(screen.getByRole('alert')).toBeTruthy();
  });

  it('goes when it is dismissed', async () => {
    const onDismiss = jest.fn();
    show({}, onDismiss);
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(onDismiss).toHaveBeenCalled();
  });
});
