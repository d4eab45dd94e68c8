/** Asking for more time: what is asked, and what is told. */

import { waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { nullTranslator } from '@jupyterlab/translation';

import { Failure, FakeServer } from '../../../api/__tests__/fakeServer';
import { dialog } from '../../../ui/__tests__/dialogs';
import { askForMoreTime } from '../asking';

async function press(inDialog: string, name: string): Promise<void> {
  await userEvent.click(
    within(await dialog(inDialog)).getByRole('button', { name })
  );
}

describe('askForMoreTime', () => {
  let server: FakeServer;
  let answers: number;

  beforeEach(() => {
    answers = 0;
    server = new FakeServer({
      'POST /session/more-time': 'Your session has 2 <b>hours</b> more.'
    });
  });

  const begin = (): Promise<void> =>
    askForMoreTime(
      server.client,
      '17',
      () => {
        answers += 1;
      },
      nullTranslator.load('hpclab')
    );

  it('names the job, and does nothing when the person doesn’t want it', async () => {
    const asking = begin();
    expect((await dialog('More time?')).textContent).toContain('job 17');
    await press('More time?', 'Cancel');
    await asking;
    expect(server.asked).toEqual([]);
    expect(answers).toBe(0);
  });

  it('shows the command’s words as text, and has the time left asked for', async () => {
    const asking = begin();
    await press('More time?', 'Ask for more time');
    await waitFor(async () => {
      const words = within(await dialog('More time')).getByRole('region', {
        name: 'What the command printed'
      });
      expect(words.textContent).toBe('Your session has 2 <b>hours</b> more.');
    });
    expect(server.asked).toEqual(['POST /session/more-time']);
    expect(answers).toBe(1);
    await press('More time', 'Close');
    await asking;
  });

  it('says why there is no more time, in the command’s words too', async () => {
    server.answers['POST /session/more-time'] = new Failure(422, {
      code: 'more_time_refused',
      message: 'The command failed. Save your work.',
      detail: 'Not for a third time.'
    });
    const asking = begin();
    await press('More time?', 'Ask for more time');
    await waitFor(async () => {
      const shown = within(await dialog('More time'));
      expect(shown.getByRole('alert').textContent).toContain('Save your work');
      expect(shown.getByText('Not for a third time.')).toBeTruthy();
    });
    expect(answers).toBe(1);
    await press('More time', 'Close');
    await asking;
  });
});
