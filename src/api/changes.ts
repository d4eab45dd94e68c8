/** Hears from the server which capability has changed, in every tab alike. */

import { Event } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

/** What can change. */
export type Capability =
  | 'modules'
  | 'software'
  | 'catalog'
  | 'session'
  | 'memory'
  | 'apps'
  | 'kernels'
  | 'jobs'
  | 'ended_jobs';

/** A capability and its new revision. */
export interface IChange {
  capability: Capability;
  revision: number;
}

const SCHEMA = 'https://events.jupyter.org/hpclab/change/v1';

/** Turns the server's event stream into a signal of changes. */
export class Changes implements IDisposable {
  constructor(events: Event.IManager) {
    this._events = events;
    events.stream.connect(this._onEvent, this);
  }

  /** Emitted for each change; it says only what changed, so ask again. */
  get changed(): ISignal<this, IChange> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._events.stream.disconnect(this._onEvent, this);
    Signal.clearData(this);
  }

  private _onEvent(_: Event.IManager, emission: Event.Emission): void {
    if (emission.schema_id === SCHEMA) {
      this._changed.emit({
        capability: emission['capability'] as Capability,
        revision: emission['revision'] as number
      });
    }
  }

  private readonly _events: Event.IManager;
  private readonly _changed = new Signal<this, IChange>(this);
  private _isDisposed = false;
}
