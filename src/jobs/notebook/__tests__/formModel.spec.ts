/** The form of a run: the script follows what is chosen until somebody changes it. */

import { Failure, FakeServer } from '../../../api/__tests__/fakeServer';
import { NotebookForm } from '../formModel';

describe('NotebookForm', () => {
  let server: FakeServer;
  let form: NotebookForm;
  let scripts: number;

  /** Wait until the form says that something is so. */
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise(resolve => {
      const look = (): void => {
        if (isSo()) {
          form.changed.disconnect(look);
          resolve();
        }
      };
      form.changed.connect(look);
      look();
    });

  beforeEach(() => {
    scripts = 0;
    server = new FakeServer({
      'POST /jobs/notebook/script': () => {
        scripts += 1;
        return {
          script: `#!/bin/bash\n# ${scripts}\n`,
          copy: `copy${scripts}`,
          result: 'a-JOBID.ipynb',
          folder: '/home'
        };
      },
      'POST /jobs/notebook': { job_id: '17' },
      'POST /jobs/check': {
        ...{ script: '', options: {}, folder: '/home', name: null },
        expected: { start: 0, cpus: 1, nodes: 'n1', partition: 'batch' }
      }
    });
    form = new NotebookForm({
      client: server.client,
      path: 'a.ipynb',
      choices: {
        options: {},
        kernel: 'python3',
        way: 'execute',
        modules: 'none',
        parameters: []
      },
      modules: { session: ['GCC'], kernel: null, none: null },
      modulePaths: []
    });
  });

  afterEach(() => form.dispose());

  it('asks for the script anew when something else is chosen', async () => {
    await until(() => form.script.includes('# 1'));
    form.choose({ modules: 'session' });
    expect(form.modules).toEqual(['GCC']);
    await until(() => form.script.includes('# 2'));
    expect(scripts).toBe(2);
  });

  it('keeps the answer that a changed script was made from', async () => {
    await until(() => form.script.includes('# 1'));
    form.choose({ kernel: 'ir' });
    const asking = form.ask(); // a newer script is on its way
    form.edit(`${form.script}# mine`);
    await asking;
    expect(form.answer?.copy).toBe('copy1');
    expect(await form.submit()).toBe('17');
  });

  it('keeps a script that was changed, until it is to be written anew', async () => {
    await until(() => form.script.includes('# 1'));
    form.edit('mine');
    form.choose({ kernel: 'ir' });
    expect(await form.submit()).toBe('17');
    expect([form.script, scripts]).toEqual(['mine', 1]);
    form.edit(null);
    await until(() => form.script.includes('# 2'));
  });

  it('asks when it would start, and forgets that with the next change', async () => {
    await form.ask();
    expect(form.start.expected?.partition).toBe('batch');
    form.set({ time: '9' });
    expect(form.choices.options).toEqual({ time: '9' });
    expect(form.start.expected).toBeNull();
  });

  it('says why a job was not submitted', async () => {
    server.answers['POST /jobs/notebook'] = new Failure(422, {
      code: 'slurm_refused',
      message: 'Slurm refused: Invalid account',
      detail: null
    });
    expect(await form.submit()).toBeNull();
    expect(form.error?.message).toContain('Invalid account');
  });

  it('submits nothing where there is no script', async () => {
    server.answers['POST /jobs/notebook/script'] = new Failure(404, {
      code: 'no_kernel',
      message: 'There is no kernel nope here.',
      detail: null
    });
    expect(await form.submit()).toBeNull();
    expect(form.error?.code).toBe('no_kernel');
    expect(server.asked).not.toContain('POST /jobs/notebook');
  });
});
