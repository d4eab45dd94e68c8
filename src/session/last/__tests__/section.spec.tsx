/** What people read of a session that died. */

import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { FakeServer } from '../../../api/__tests__/fakeServer';
import { LastSessionModel } from '../model';
import { LastSessionSection } from '../section';
import { LastSession } from '../words';

const GB = 1024 ** 3;

function died(changes: Partial<LastSession> = {}): LastSession {
  return {
    job_id: '17',
    state: 'OUT_OF_MEMORY',
    ended: Date.now() / 1000 - 60,
    limit: 10800,
    memory_limit: 8 * GB,
    memory_peak: 7.9 * GB,
    exit_status: 0,
    signal: 9,
    log: 'Detected <b>oom_kill</b>',
    log_path: '/home/ann/17.log',
    ...changes
  };
}

describe('LastSessionSection', () => {
  let server: FakeServer;
  let model: LastSessionModel;

  const show = async (last: LastSession | null): Promise<string> => {
    server = new FakeServer({
      'GET /session/last': { last },
      'POST /session/last/seen': ''
    });
    model = new LastSessionModel(server.client);
    render(<LastSessionSection model={model} />);
    await act(() => model.ask());
    return document.body.textContent ?? '';
  };

  it('says that an administrator has cancelled it', async () => {
    const text = await show(died({ state: 'CANCELLED', by_admin: true }));
    expect(text).toContain('cancelled by the cluster’s administrator');
  });

  it.each([
    ['OUT_OF_MEMORY', 'its 8 GB were full', 'Ask for more memory'],
    ['TIMEOUT', 'time limit of 3 h', 'Ask for more time'],
    ['NODE_FAIL', 'its node failed', 'tell your support'],
    ['PREEMPTED', 'make room', 'Another partition'],
    ['CANCELLED', 'by somebody else', 'ask your support'],
    ['FAILED', 'by signal 9', 'log may say why']
  ])('says what %s means and what to do', async (state, cause, advice) => {
    const text = await show(died({ state }));
    expect(text).toContain(cause);
    expect(text).toContain(advice);
    expect(text).toContain('Job 17, ');
    expect(text).toContain('7.9 GB of 8 GB');
    expect(text).toContain('Detected <b>oom_kill</b>');
  });

  it('names the status where no signal ended it', async () => {
    const text = await show(
      died({ state: 'FAILED', signal: 0, exit_status: 3 })
    );
    expect(text).toContain('with status 3');
  });

  it('is nothing where there is nothing to tell', async () => {
    await show(null);
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('goes when it was seen, and the server hears of it', async () => {
    await show(died());
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('status')).toBeNull();
    expect(server.asked).toContain('POST /session/last/seen');
  });
});
