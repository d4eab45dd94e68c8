/** Kernels, terminals and applications for tests, and a model that the server tells of them. */

import { Event, Terminal } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import { ModuleUser, UsersModel } from '../usersModel';
import { FakeServer } from './server';

/** Jupyter's own signals, for the model to listen to. */
export class Jupyter {
  /** Tell that something happened to a kernel. */
  act(action: string): void {
    this._stream.emit({
      schema_id: 'https://events.jupyter.org/jupyter_server/kernel_actions/v1',
      action
    });
  }

  /** Tell which terminals run. */
  showTerminals(...names: string[]): void {
    this._running.emit(names.map(name => ({ name })));
  }

  /** A model that listens. */
  model({ client, changes }: FakeServer): UsersModel {
    return new UsersModel({
      client,
      changes,
      events: { stream: this._stream } as unknown as Event.IManager,
      terminals: {
        runningChanged: this._running
      } as unknown as Terminal.IManager
    });
  }

  private readonly _stream = new Signal<object, Event.Emission>({});
  private readonly _running = new Signal<object, Terminal.IModel[]>({});
}

/** Somebody who runs with older modules. */
export function older(
  kind: ModuleUser['kind'],
  name: string,
  stale: boolean | null = true
): ModuleUser {
  return { kind, id: `id of ${name}`, name, modules: ['R/4.3.2'], stale };
}
