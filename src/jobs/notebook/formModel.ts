/** What a person has chosen for a run, and the script that the server makes of it. */

import { PathExt } from '@jupyterlab/coreutils';
import { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import { ApiClient, ApiError, Schemas } from '../../api/client';
import { asApiError } from '../../api/live';
import { IStart, NOT_ASKED } from '../submit/expected';
import { Changes, Options, withChanges } from '../submit/options';
import { changedValues, IParameter } from './parameters';

type Run = Schemas['NotebookRun'];
type Script = Schemas['NotebookScript'];

/** Which modules the job has. */
export type ModuleChoice = 'session' | 'kernel' | 'none';

/** What can be chosen. */
export interface IChoices {
  /** What the job asks for, by sbatch's long names. */
  options: Options;
  kernel: string;
  way: 'execute' | 'convert';
  modules: ModuleChoice;
  parameters: readonly IParameter[];
}

/** What the choices are about. */
export interface IFormOptions {
  client: ApiClient;
  path: string;
  choices: IChoices;
  /** The modules of each choice; null where there are no modules. */
  modules: Readonly<Record<ModuleChoice, readonly string[] | null>>;
  modulePaths: readonly string[];
}

/** Milliseconds after the last key before the script is asked for, and before Slurm is asked. */
const WRITE_AFTER = 300;
const ASK_AFTER = 2500;

/** The form of a run. */
export class NotebookForm implements IDisposable {
  constructor(private readonly _options: IFormOptions) {
    this._choices = _options.choices;
    void this._write();
    this._askSoon();
  }

  /** Emitted when something to be seen has changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get choices(): IChoices {
    return this._choices;
  }

  /** The modules that the job has; null where modules are left alone. */
  get modules(): readonly string[] | null {
    return this._options.modules[this._choices.modules];
  }

  /** What the server makes of the choices; null before its first answer. */
  get answer(): Script | null {
    return this._answer;
  }

  /** The script as it would be submitted. */
  get script(): string {
    return this._edited ?? this._answer?.script ?? '';
  }

  /** Somebody has changed the script: what is chosen doesn't change it any more. */
  get isEdited(): boolean {
    return this._edited !== null;
  }

  /** Why there is no script, or why it wasn't submitted. */
  get error(): ApiError | null {
    return this._error;
  }

  /** When it would start. */
  get start(): IStart {
    return this._start;
  }

  get isDisposed(): boolean {
    return this._writing.isDisposed;
  }

  dispose(): void {
    this._writing.dispose();
    this._asking.dispose();
    Signal.clearData(this);
  }

  /** Choose something. */
  choose(choices: Partial<IChoices>): void {
    this._choices = { ...this._choices, ...choices };
    if (!this.isEdited) {
      void this._writing.invoke().catch(() => undefined);
      this._askSoon();
    }
    this._changed.emit();
  }

  /** Change what the job asks for. */
  readonly set = (changes: Changes): void => {
    this.choose({ options: withChanges(this._choices.options, changes) });
  };

  /** Change the script itself; null takes the server's again. */
  edit(script: string | null): void {
    this._edited = script;
    // What was changed belongs to the answer that it was made from: none that is on its way takes its place.
    this._asked += 1;
    this._askSoon();
    this._changed.emit();
    if (script === null) {
      void this._write();
    }
  }

  /** Ask Slurm when the job would start. */
  async ask(): Promise<void> {
    this._calm();
    if (!this.isEdited) {
      await this._write();
    }
    const { script } = this;
    if (!script || this.isDisposed || this._isSubmitting) {
      return;
    }
    this._start = { ...this._start, isAsking: true };
    this._changed.emit();
    const start = await this._startOf(script);
    if (script === this.script) {
      this._start = start;
    }
    this._start = { ...this._start, isAsking: false };
    this._changed.emit();
  }

  /**
   * Submit the script, once it follows the choices.
   *
   * @returns The job's id; null where it wasn't submitted: `error` says why.
   */
  async submit(): Promise<string | null> {
    this._isSubmitting = true;
    try {
      this._calm();
      // A script that was changed runs the copy of the answer that it was made from.
      const answer = this.isEdited ? this._answer : await this._write();
      return answer && (await this._send(answer));
    } finally {
      this._isSubmitting = false;
    }
  }

  private async _send({ copy, script }: Script): Promise<string | null> {
    const { client, path } = this._options;
    const { way } = this._choices;
    try {
      const body = { path, way, copy, script: this._edited ?? script };
      return (await client.post('/jobs/notebook', { body })).job_id;
    } catch (error) {
      this._fail(error);
      return null;
    }
  }

  /** What was to be asked a moment after the last key is not: it is asked now. */
  private _calm(): void {
    void this._writing.stop();
    void this._asking.stop();
  }

  private _askSoon(): void {
    this._start = { ...NOT_ASKED, isAsking: this._start.isAsking };
    void this._asking.invoke().catch(() => undefined);
  }

  private async _startOf(script: string): Promise<IStart> {
    const { client, path } = this._options;
    const folder = PathExt.dirname(path);
    try {
      const body = { script, folder, ask_slurm: true };
      const answer = await client.post('/jobs/check', { body });
      const refusal = answer.problem ?? answer.refusal ?? null;
      return { ...NOT_ASKED, expected: answer.expected ?? null, refusal };
    } catch (error) {
      return { ...NOT_ASKED, refusal: asApiError(error).message };
    }
  }

  /** What the server makes of the choices as they are now; null where it can't. */
  private async _write(): Promise<Script | null> {
    const asked = (this._asked += 1);
    let answer: Script;
    try {
      const { client } = this._options;
      const body = this._run;
      answer = await client.post('/jobs/notebook/script', { body });
      if (asked === this._asked) {
        this._answer = answer;
        this._error = null;
      }
    } catch (error) {
      if (asked === this._asked) {
        this._fail(error);
      }
      return null;
    }
    this._changed.emit();
    return answer;
  }

  private get _run(): Run {
    const { way, kernel, parameters } = this._choices;
    return {
      path: this._options.path,
      kernel,
      way,
      modules: this.modules && [...this.modules],
      module_paths: this.modules ? [...this._options.modulePaths] : [],
      parameters: way === 'execute' ? changedValues(parameters) : {},
      options: trimmed(this._choices.options)
    };
  }

  private _fail(error: unknown): void {
    this._error = asApiError(error);
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _writing = new Debouncer(() => this._write(), WRITE_AFTER);
  private readonly _asking = new Debouncer(() => this.ask(), ASK_AFTER);
  private _choices: IChoices;
  private _answer: Script | null = null;
  private _edited: string | null = null;
  private _error: ApiError | null = null;
  private _start = NOT_ASKED;
  private _asked = 0;
  private _isSubmitting = false;
}

/** The options without blanks around their values, which sbatch takes as part of them. */
function trimmed(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([name, value]) => value || options[name] === '')
  );
}
