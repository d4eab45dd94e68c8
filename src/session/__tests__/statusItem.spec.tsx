/** The status bar's item. */

import { nullTranslator } from '@jupyterlab/translation';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { FakeServer } from '../../api/__tests__/fakeServer';
import { SessionModel } from '../model';
import { StatusButton, StatusItem } from '../statusItem';
import { jobSession, jobUsage } from './examples';

describe('StatusItem', () => {
  let server: FakeServer;
  let model: SessionModel;

  beforeEach(() => {
    server = new FakeServer({
      'GET /session': jobSession({ time_left: 572.5 }),
      'GET /session/usage': jobUsage()
    });
    model = new SessionModel(server.client, server.changes);
  });

  afterEach(() => {
    model.dispose();
  });

  describe('button', () => {
    const show = async (
      timeLeft: boolean,
      memory: boolean
    ): Promise<number[]> => {
      const clicks: number[] = [];
      render(
        <StatusButton
          model={model}
          options={{ timeLeft, memory }}
          onClick={() => clicks.push(1)}
        />
      );
      await act(async () => {
        await Promise.all([model.session.refresh(), model.usage.refresh()]);
      });
      return clicks;
    };

    it('says what is left, to the eye with seconds, and takes clicks', async () => {
      const clicks = await show(true, true);
      const button = screen.getByRole('button', {
        name: 'Time left 9 min, memory 7.5 of 8 GB'
      });
      expect(button.textContent).toBe('Time left 9 min 32 s7.5 of 8 GB');
      await userEvent.click(button);
      expect(clicks).toHaveLength(1);
    });

    it('shows only what is wanted', async () => {
      await show(false, true);
      expect(screen.getByRole('button').textContent).toBe('7.5 of 8 GB');
    });
  });

  describe('widget', () => {
    // Lumino draws it when it likes, not when React's `act` says so.
    const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
    beforeAll(() => {
      environment.IS_REACT_ACT_ENVIRONMENT = false;
    });
    afterAll(() => {
      environment.IS_REACT_ACT_ENVIRONMENT = true;
    });

    const create = (): StatusItem =>
      new StatusItem(model, nullTranslator.load('hpclab'), () => undefined);

    it('is there inside of a job', async () => {
      const item = create();
      item.options = { timeLeft: true, memory: true };
      await model.session.refresh();
      expect(item.isActive).toBe(true);
      expect(server.asked).toContain('GET /session/usage');
      item.dispose();
      expect(model.countdown.isRunning).toBe(false);
    });

    it('hides outside of a job, and asks for no usage', async () => {
      server.answers['GET /session'] = jobSession({ in_job: false });
      const item = create();
      item.options = { timeLeft: true, memory: true };
      await model.session.refresh();
      expect(item.isActive).toBe(false);
      expect(server.asked).not.toContain('GET /session/usage');
      item.dispose();
    });

    it('asks nothing where nothing is wanted', async () => {
      const item = create();
      item.options = { timeLeft: false, memory: false };
      await Promise.resolve();
      expect(server.asked).toEqual([]);
      expect(item.isActive).toBe(false);
      item.dispose();
    });
  });
});
