/** The loaded modules, as the server says, and the operations that change them. */

import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { Changes } from '../api/changes';
import { ApiClient, ApiError, Schemas } from '../api/client';
import { asApiError } from '../api/live';
import { AdvancePlans } from './advancePlans';
import { FreshState } from './freshState';
import { IModules } from './tokens';

type ModuleState = Schemas['ModuleState'];
type ModuleChange = Schemas['ModuleChange'];
type Plan = Schemas['Plan'];
type PlanRequest = Schemas['PlanRequest'];

/** What somebody has asked for. */
export interface IOperation {
  kind: PlanRequest['operation'] | 'undo' | 'save';
  /** Full names, where it is about certain modules; or the collection. */
  modules: readonly string[];
}

/** Something to tell about an operation, until it is dismissed. */
export interface IReport {
  id: number;
  operation: IOperation;
  level: 'error' | 'warning' | 'info';
  /** What a tool has to say, or what went wrong. */
  said: string | ApiError;
}

/** How an operation ended well. */
export interface IOutcome {
  operation: IOperation;
  changes: Schemas['Changes'];
}

/** As many reports as are worth keeping. */
const MOST_REPORTS = 5;

/** The state of the modules, and what happens to it. It opens no dialogs. */
export class ModulesModel implements IModules, IDisposable {
  constructor(
    private readonly _client: ApiClient,
    changes: Changes
  ) {
    this._fresh = new FreshState<ModuleState>({
      capability: 'modules',
      changes,
      ask: signal => _client.get('/modules', { signal })
    });
    this._fresh.changed.connect(this._onState, this);
    this._advance = new AdvancePlans({
      make: (body, signal) =>
        _client.post('/modules/plan/ahead', { body, signal }),
      generation: () => this.state?.generation ?? null
    });
  }

  /** The site lets plans be made in advance. */
  plansAhead = false;

  get state(): ModuleState | null {
    return this._fresh.value;
  }

  /** Why modules can't be worked with here at all; null where they can. */
  get absence(): string | null {
    const error = this._fresh.error;
    return error?.code === 'lmod_unavailable' ? error.message : null;
  }

  /** Why the state couldn't be asked for. */
  get error(): ApiError | null {
    return this.absence === null ? this._fresh.error : null;
  }

  /** What there is to tell, the newest first. */
  get reports(): readonly IReport[] {
    return this._reports;
  }

  /** How the last operation ended, if it ended well. */
  get outcome(): IOutcome | null {
    return this._outcome;
  }

  get isBusy(): boolean {
    return this._pending.size > 0;
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Keep the state fresh until what this returns is disposed of. */
  watch(): IDisposable {
    return this._fresh.watch();
  }

  /** Whether an operation on a module is under way. */
  isPending(fullName: string): boolean {
    for (const { modules } of this._pending) {
      if (modules.includes(fullName)) {
        return true;
      }
    }
    return false;
  }

  /** Ask for the state now. Never rejects: see `error` and `absence`. */
  refresh(): Promise<void> {
    return this._fresh.refresh();
  }

  /** What an operation would do; nothing changes. */
  plan(request: PlanRequest): Promise<Plan> {
    return this._track(
      operationOf(request),
      async () =>
        (await this._advance.take(request)) ??
        (await this._client.post('/modules/plan', { body: request }))
    );
  }

  /** Somebody looks at a module, and may load it next; null where they look elsewhere. */
  lookAt(module: string | null): void {
    if (module === null) {
      this._advance.leave();
    } else if (this.plansAhead && !this.isBusy) {
      this._advance.prepare(loadRequest(module));
    }
  }

  apply(plan: Plan, request: PlanRequest): Promise<ModuleChange> {
    return this._change(operationOf(request), () =>
      this._client.post('/modules/apply', { body: { plan_id: plan.plan_id } })
    );
  }

  load(modules: string[]): Promise<ModuleChange> {
    return this._change({ kind: 'load', modules }, () =>
      this._client.post('/modules/load', { body: { modules } })
    );
  }

  unload(modules: string[], force = false): Promise<ModuleChange> {
    return this._change({ kind: 'unload', modules }, () =>
      this._client.post('/modules/unload', { body: { modules, force } })
    );
  }

  swap(from: string, to: string): Promise<ModuleChange> {
    return this._change({ kind: 'swap', modules: [from, to] }, () =>
      this._client.post('/modules/swap', { body: { from, to } })
    );
  }

  purge(force = false): Promise<ModuleChange> {
    return this._change({ kind: 'purge', modules: [] }, () =>
      this._client.post('/modules/purge', { body: { force } })
    );
  }

  reset(): Promise<ModuleChange> {
    return this._change({ kind: 'reset', modules: [] }, () =>
      this._client.post('/modules/reset')
    );
  }

  undo(): Promise<ModuleChange> {
    return this._change({ kind: 'undo', modules: [] }, () =>
      this._client.post('/modules/undo')
    );
  }

  /** What a saved collection holds. */
  collection(name: string): Promise<Schemas['Collection']> {
    return this._client.get('/collections/{name}', { path: { name } });
  }

  /** Save what is loaded as a collection, in the place of one of that name. */
  saveCollection(name: string): Promise<ModuleState> {
    return this._track({ kind: 'save', modules: [name] }, () =>
      this._fresh.during(
        this._client.put('/collections/{name}', { path: { name } })
      )
    );
  }

  renameCollection(name: string, to: string): Promise<ModuleState> {
    return this._fresh.during(
      this._client.post('/collections/{name}/rename', {
        path: { name },
        body: { to }
      })
    );
  }

  deleteCollection(name: string): Promise<ModuleState> {
    return this._fresh.during(
      this._client.delete('/collections/{name}', { path: { name } })
    );
  }

  /** Have the modules of the last session offered no more; where the server doesn't answer, they still are. */
  async dismissLastSession(): Promise<void> {
    await this._fresh
      .during(this._client.post('/modules/last/dismiss'))
      .catch(() => undefined);
  }

  /** Take away what was reported of operations that are told of elsewhere. */
  dismissReportsOf(kind: IOperation['kind']): void {
    this._reports = this._reports.filter(
      ({ operation }) => operation.kind !== kind
    );
    this._emit();
  }

  /** Take a report away that has been read. */
  dismiss(id: number): void {
    this._reports = this._reports.filter(report => report.id !== id);
    this._emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._fresh.changed.disconnect(this._onState, this);
    this._advance.dispose();
    this._fresh.dispose();
    Signal.clearData(this);
  }

  private async _change(
    operation: IOperation,
    send: () => Promise<ModuleChange>
  ): Promise<ModuleChange> {
    const answer = await this._track(operation, () =>
      this._fresh.during(send())
    );
    this._outcome = { operation, changes: answer.changes };
    for (const message of answer.messages) {
      this._report(operation, message.level, spoken(message, operation));
    }
    this._emit();
    return answer;
  }

  /** Note that an operation is under way; report it if it fails. */
  private async _track<A>(
    operation: IOperation,
    run: () => Promise<A>
  ): Promise<A> {
    this._pending.add(operation);
    this._reports = this._reports.filter(
      report => !isSameOperation(report.operation, operation)
    );
    this._emit();
    try {
      return await run();
    } catch (error) {
      this._report(operation, 'error', asApiError(error));
      throw error;
    } finally {
      this._pending.delete(operation);
      this._emit();
    }
  }

  private _report(
    operation: IOperation,
    level: IReport['level'],
    said: IReport['said']
  ): void {
    this._lastReport += 1;
    const report = { id: this._lastReport, operation, level, said };
    this._reports = [report, ...this._reports].slice(0, MOST_REPORTS);
  }

  private _onState(): void {
    const generation = this.state?.generation ?? null;
    if (generation !== this._generation) {
      this._generation = generation;
      this._advance.forget();
    }
    this._emit();
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._stateChanged.emit();
    }
  }

  private readonly _fresh: FreshState<ModuleState>;
  private readonly _advance: AdvancePlans;
  private _generation: number | null = null;
  private readonly _stateChanged = new Signal<this, void>(this);
  private readonly _pending = new Set<IOperation>();
  private _reports: readonly IReport[] = [];
  private _outcome: IOutcome | null = null;
  private _lastReport = 0;
  private _isDisposed = false;
}

/** What a click on Load asks for. */
export function loadRequest(module: string): PlanRequest {
  return { operation: 'load', modules: [module], with_prerequisites: true };
}

/** A message, with whose it is where that isn't clear. */
function spoken(
  { text, module }: Schemas['Message'],
  { modules }: IOperation
): string {
  const isClear = !module || modules.includes(module) || text.includes(module);
  return isClear ? text : `${module}: ${text}`;
}

function operationOf({
  operation,
  modules,
  from,
  to,
  collection,
  path
}: PlanRequest): IOperation {
  const others = [from, to, collection, path].filter(
    name => typeof name === 'string'
  );
  return { kind: operation, modules: [...(modules ?? []), ...others] };
}

function isSameOperation(a: IOperation, b: IOperation): boolean {
  return a.kind === b.kind && a.modules.join('\n') === b.modules.join('\n');
}
