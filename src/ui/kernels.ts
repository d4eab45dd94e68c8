/** The running kernels, as far as restarting and ending them goes. */

import { JupyterFrontEnd } from '@jupyterlab/application';
import { ISessionContext } from '@jupyterlab/apputils';
import { KernelAPI } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';

/** What can be asked of kernels, by their ids. */
export interface IKernels {
  /** Those that compute right now. */
  busy(): Promise<ReadonlySet<string>>;
  /** Restart one; rejects where that fails. */
  restart(id: string): Promise<void>;
  /** Shut one down; rejects where that fails. */
  shutDown(id: string): Promise<void>;
}

/** JupyterLab's kernels. */
export class Kernels implements IKernels {
  constructor(private readonly _app: JupyterFrontEnd) {}

  async busy(): Promise<ReadonlySet<string>> {
    const { kernels } = this._app.serviceManager;
    await kernels.refreshRunning();
    const busy = [...kernels.running()].filter(
      ({ execution_state }) => execution_state === 'busy'
    );
    return new Set(busy.map(({ id }) => id));
  }

  async restart(id: string): Promise<void> {
    const open = this._openDocument(id);
    await (open
      ? open.restartKernel()
      : KernelAPI.restartKernel(id, this._app.serviceManager.serverSettings));
  }

  async shutDown(id: string): Promise<void> {
    const open = this._openDocument(id);
    await (open
      ? open.shutdown()
      : KernelAPI.shutdownKernel(id, this._app.serviceManager.serverSettings));
  }

  /** The notebook or console that shows a kernel: by it, its prompts and indicators follow. */
  private _openDocument(id: string): ISessionContext | null {
    for (const widget of this._app.shell.widgets('main')) {
      const { sessionContext } = widget as Widget & {
        sessionContext?: ISessionContext;
      };
      if (sessionContext?.session?.kernel?.id === id) {
        return sessionContext;
      }
    }
    return null;
  }
}
