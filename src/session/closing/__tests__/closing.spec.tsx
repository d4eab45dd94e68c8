/** Ending the session: what is asked, saved and told. */

import { waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { nullTranslator } from '@jupyterlab/translation';

import { Failure, FakeServer } from '../../../api/__tests__/fakeServer';
import { dialog } from '../../../ui/__tests__/dialogs';
import { ISaveReport } from '../../ending/documents';
import { Closing } from '../closing';

const PREVIEW = {
  way: 'job',
  job_id: '17',
  running: [
    { kind: 'kernel', name: 'a.ipynb' },
    { kind: 'kernel', name: '<b>.ipynb' },
    { kind: 'app', name: 'RStudio' }
  ]
};

/** What the dialog of this name says. */
async function textOf(name: string): Promise<string> {
  return (await dialog(name)).textContent ?? '';
}

describe('Closing', () => {
  let server: FakeServer;
  let unsaved: number;
  let report: ISaveReport;
  let saves: number;

  beforeEach(() => {
    unsaved = 0;
    saves = 0;
    report = { saved: 1, failed: [] };
    server = new FakeServer({
      'GET /session/end': PREVIEW,
      'POST /session/end': { way: 'job' }
    });
  });

  const begin = (): Promise<void> =>
    new Closing({
      client: server.client,
      trans: nullTranslator.load('hpclab'),
      countUnsaved: () => unsaved,
      saveAll: () => {
        saves += 1;
        return Promise.resolve(report);
      }
    }).close();

  const press = async (inDialog: string, name: string): Promise<void> =>
    userEvent.click(
      within(await dialog(inDialog)).getByRole('button', { name })
    );

  it('says what ends and what stays, and does nothing when the person stays', async () => {
    const closing = begin();
    await waitFor(async () =>
      expect(await textOf('End session?')).toContain(
        '2 kernels: a.ipynb, <b>.ipynb'
      )
    );
    const text = await textOf('End session?');
    expect(text).toContain('Job 17 ends');
    expect(text).toContain('1 application: RStudio');
    expect(text).not.toContain('unsaved');
    expect(text).toContain('your other jobs');
    await press('End session?', 'Cancel');
    await closing;
    expect(server.asked).toEqual(['GET /session/end']);
  });

  it('saves first, then ends, and says so', async () => {
    unsaved = 1;
    const closing = begin();
    await press('End session?', 'End session');
    await waitFor(async () =>
      expect(await textOf('End session')).toContain('Your session has ended.')
    );
    expect(saves).toBe(1);
    expect(server.asked).toContain('POST /session/end');
    await press('End session', 'Close');
    await closing;
  });

  it('asks again where something can’t be saved', async () => {
    unsaved = 1;
    report = {
      saved: 0,
      failed: [{ name: 'a.ipynb', reason: { kind: 'readOnly' } }]
    };
    const closing = begin();
    await press('End session?', 'End session');
    await waitFor(async () =>
      expect(await textOf('1 document isn’t saved')).toContain(
        'a.ipynb: it can only be read'
      )
    );
    await press('1 document isn’t saved', 'Cancel');
    await closing;
    expect(server.asked).not.toContain('POST /session/end');
  });

  it('takes a server that is gone for one that has ended', async () => {
    server.answers['POST /session/end'] = () => {
      throw new TypeError('gone');
    };
    const closing = begin();
    await press('End session?', 'End session');
    await waitFor(async () =>
      expect(await textOf('End session')).toContain('Your session has ended.')
    );
    await press('End session', 'Close');
    await closing;
  });

  it('says why the session goes on', async () => {
    server.answers['POST /session/end'] = new Failure(422, {
      code: 'slurm_refused',
      message: 'Slurm refused: no.',
      detail: null
    });
    const closing = begin();
    await press('End session?', 'End session');
    await waitFor(async () =>
      expect(await textOf('End session')).toContain('Slurm refused: no.')
    );
    await press('End session', 'Close');
    await closing;
  });
});
