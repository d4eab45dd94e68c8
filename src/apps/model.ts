/** What the browser knows of the applications, and what it asks the server to do with them. */

import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { Changes, IChange } from '../api/changes';
import { ApiClient, ApiError, Schemas } from '../api/client';
import { asApiError, Live } from '../api/live';

export type App = Schemas['App'];

/** What somebody has asked for and the server hasn't confirmed. */
export type Errand = 'start' | 'stop' | 'restart';

/** Seconds between two questions while a panel shows the applications; changes are told by events. */
const PACE = 60;

/** Seconds between two questions while somebody waits for an application, should an event get lost. */
const WAITING_PACE = 2;

/** How an application is opened. */
export interface IHow {
  /** What it shows first, if it shows folders: a path of the file browser. */
  folder?: string;
  /** Whether one in a private network may reach the internet, if it isn't running yet. */
  network?: boolean;
}

/** What the model needs. */
export interface IAppsModelOptions {
  client: ApiClient;
  changes: Changes;
  /** Whether the site has left an application. */
  isEnabled: (name: string) => Promise<boolean>;
}

/** The applications. */
export class AppsModel implements IDisposable {
  constructor(private readonly _options: IAppsModelOptions) {
    this._live = new Live({ name: 'apps', ask: signal => this._ask(signal) });
    this._live.changed.connect(this._emit, this);
    _options.changes.changed.connect(this._onChange, this);
    void this._live.refresh();
  }

  /** Emitted when an application, an errand or an error is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** All applications; null before the first answer. */
  get apps(): readonly App[] | null {
    return this._live.value;
  }

  /** Why the server doesn't say which applications there are. */
  get error(): ApiError | null {
    return this._live.error;
  }

  get isDisposed(): boolean {
    return this._live.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.changes.changed.disconnect(this._onChange, this);
    this._live.dispose();
    Signal.clearData(this);
  }

  /** One application; undefined where the server knows none of that name. */
  app(name: string): App | undefined {
    return this.apps?.find(app => app.name === name);
  }

  /** What the server was asked to do with an application, until it answers. */
  errandOf(name: string): Errand | undefined {
    return this._errands.get(name);
  }

  /** Why the last errand failed. */
  errorOf(name: string): ApiError | undefined {
    return this._errors.get(name);
  }

  /** Take an errand's error away. */
  dismissError(name: string): void {
    this._errors.delete(name);
    this._emit();
  }

  /** Keep the applications fresh, until what this returns is disposed of. */
  watch(): IDisposable {
    const calm = this._live.watch({ every: PACE });
    this._lookers++;
    this._followStarts();
    return new DisposableDelegate(() => {
      calm.dispose();
      this._lookers--;
      this._followStarts();
    });
  }

  /** Ask again. */
  refresh(): Promise<void> {
    return this._live.refresh();
  }

  /**
   * Start an application; rejects with an `ApiError`, which `errorOf` keeps too.
   *
   * @param how - How it is opened; the answer's address leads to the folder.
   */
  start(name: string, { folder, network }: IHow = {}): Promise<App> {
    return this._send('start', name, () =>
      this._options.client.post('/apps/{name}/start', {
        path: { name },
        body: { folder: folder ?? null, network: network ?? false }
      })
    );
  }

  /** Stop an application with all that it started. */
  stop(name: string): Promise<App> {
    return this._send('stop', name, () =>
      this._options.client.post('/apps/{name}/stop', { path: { name } })
    );
  }

  /** Stop an application and start it with the modules that are loaded now. */
  restart(name: string): Promise<App> {
    return this._send('restart', name, () =>
      this._options.client.post('/apps/{name}/restart', { path: { name } })
    );
  }

  /** The end of what an application printed, asked for while it is watched. */
  logOf(name: string): Live<string> {
    return new Live({
      name: `log-of-${name}`,
      ask: signal =>
        this._options.client.get('/apps/{name}/log', { path: { name }, signal })
    });
  }

  /**
   * Start an application where needed, and wait until its page can be opened.
   *
   * @param how - How it is opened.
   * @returns The application, with the address to open.
   * @throws ApiError - When it can't be started or fails on its way.
   */
  async run(name: string, how: IHow = {}): Promise<App> {
    // One that runs is left alone, and the answer says where it shows the folder.
    const { url } = await this.start(name, how);
    // The browser's tab is often hidden by the very tab that waits for the application.
    const watching = this._live.watch({
      every: WAITING_PACE,
      evenHidden: true
    });
    try {
      return { ...(await this._whenRunning(name)), url };
    } finally {
      watching.dispose();
    }
  }

  private _whenRunning(name: string): Promise<App> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const app = this.app(name);
        if (app?.state === 'starting' || this.errandOf(name)) {
          return;
        }
        this._changed.disconnect(check);
        if (app?.state === 'running') {
          resolve(app);
        } else {
          // Why it failed is part of its state and stands in its tile.
          reject(
            new ApiError(
              0,
              'app_failed',
              app?.reason ?? '',
              app?.detail ?? null
            )
          );
        }
      };
      this._changed.connect(check);
      check();
    });
  }

  private async _send(
    errand: Errand,
    name: string,
    send: () => Promise<App>
  ): Promise<App> {
    this._errands.set(name, errand);
    this._errors.delete(name);
    this._emit();
    try {
      const answer = await send();
      if (this.apps) {
        this._live.put(
          this.apps.map(app => (app.name === name ? answer : app))
        );
      }
      // A question that was on its way may bring the state of before: wait for one that came after.
      await this._live.refresh();
      return answer;
    } catch (error) {
      const failure = asApiError(error);
      this._errors.set(name, failure);
      void this._live.refresh();
      throw failure;
    } finally {
      this._errands.delete(name);
      this._emit();
    }
  }

  private async _ask(signal: AbortSignal): Promise<App[]> {
    const { apps } = await this._options.client.get('/apps', { signal });
    const isLeft = await Promise.all(
      apps.map(({ name }) => this._options.isEnabled(name))
    );
    return apps.filter((_, index) => isLeft[index]);
  }

  /** Launcher and palette follow the state too, so it's asked for whether or not a panel is shown. */
  private _onChange(_: Changes, { capability }: IChange): void {
    if (capability === 'apps') {
      void this._live.refresh();
    }
  }

  /** Who looks while an application starts sees what it prints, of which no event tells. */
  private _followStarts(): void {
    const follows =
      this._lookers > 0 &&
      (this.apps ?? []).some(({ state }) => state === 'starting');
    if (follows === this._follows) {
      return;
    }
    this._follows = follows;
    if (follows) {
      this._following = this._live.watch({ every: WAITING_PACE });
    } else {
      this._following?.dispose();
      this._following = null;
    }
  }

  private _emit(): void {
    this._followStarts();
    this._changed.emit();
  }

  private readonly _live: Live<App[]>;
  private readonly _changed = new Signal<this, void>(this);
  private _lookers = 0;
  private _follows = false;
  private _following: IDisposable | null = null;
  private readonly _errands = new Map<string, Errand>();
  private readonly _errors = new Map<string, ApiError>();
}
