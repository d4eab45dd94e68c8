/** Who runs with other modules than those loaded now: asked anew when modules or runners change. */

import { Event, Terminal } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { Changes, IChange } from '../api/changes';
import { ApiClient, ApiError, Schemas } from '../api/client';
import { Live } from '../api/live';

export type ModuleUser = Schemas['ModuleUser'];

/** Seconds between two questions while the panel is shown, should an event get lost. */
const PACE = 120;

/** Milliseconds of quiet before asking: what changes seldom changes alone. */
const QUIET = 200;

/** Jupyter's own events of kernels that started, restarted or ended. */
const KERNEL_ACTIONS =
  'https://events.jupyter.org/jupyter_server/kernel_actions/v1';

/** What the model listens to. */
export interface IUsersModelOptions {
  client: ApiClient;
  changes: Changes;
  /** The server's events. */
  events: Event.IManager;
  terminals: Terminal.IManager;
}

/** The kernels, terminals and applications that run. */
export class UsersModel implements IDisposable {
  constructor(private readonly _options: IUsersModelOptions) {
    const { client, changes, events, terminals } = _options;
    this._live = new Live({
      name: 'users',
      ask: signal => client.get('/modules/users', { signal })
    });
    this._live.changed.connect(this._emit, this);
    changes.changed.connect(this._onChange, this);
    events.stream.connect(this._onEvent, this);
    terminals.runningChanged.connect(this._onTerminals, this);
  }

  /** Those that run with other modules than those loaded now. */
  get older(): readonly ModuleUser[] {
    return this._live.value?.filter(({ stale }) => stale === true) ?? [];
  }

  /** What is known of a kernel. */
  ofKernel(kernel: string): ModuleUser | undefined {
    return this._live.value?.find(
      ({ kind, id }) => kind === 'kernel' && id === kernel
    );
  }

  /** Why the last question had no answer. */
  get error(): ApiError | null {
    return this._live.error;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._live.isDisposed;
  }

  /** Keep it fresh until what this returns is disposed of. */
  watch(): IDisposable {
    return this._live.watch({ every: PACE });
  }

  /** Ask now. Never rejects: see `error`. */
  refresh(): Promise<void> {
    return this._live.refresh();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { changes, events, terminals } = this._options;
    changes.changed.disconnect(this._onChange, this);
    events.stream.disconnect(this._onEvent, this);
    terminals.runningChanged.disconnect(this._onTerminals, this);
    this._debouncer.dispose();
    this._live.dispose();
    Signal.clearData(this);
  }

  private _onChange(_: Changes, { capability }: IChange): void {
    if (capability === 'modules' || capability === 'apps') {
      this._askSoon();
    }
  }

  private _onEvent(_: Event.IManager, emission: Event.Emission): void {
    if (
      emission.schema_id === KERNEL_ACTIONS &&
      emission['action'] !== 'interrupt'
    ) {
      this._askSoon();
    }
  }

  /** The signal comes with each look at the terminals, changed or not. */
  private _onTerminals(_: Terminal.IManager, running: Terminal.IModel[]): void {
    const names = running.map(({ name }) => name).join();
    if (names !== this._terminals) {
      this._terminals = names;
      this._askSoon();
    }
  }

  private _askSoon(): void {
    void this._debouncer.invoke();
  }

  private _emit(): void {
    this._stateChanged.emit();
  }

  private readonly _live: Live<ModuleUser[]>;
  private readonly _stateChanged = new Signal<this, void>(this);
  private readonly _debouncer = new Debouncer<void, void>(
    () => this._live.invalidate(),
    QUIET
  );
  private _terminals = '';
}
