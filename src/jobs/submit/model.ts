/** A submission that is being prepared: the script, its options, what Slurm says of it. The server reads and writes the script. */

import { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';

import type { ApiClient, ApiError, Schemas } from '../../api/client';
import { asApiError } from '../../api/live';
import { IStart, NOT_ASKED } from './expected';
import { Changes, Options, withChanges } from './options';

/** Where a form begins. */
export interface ISource {
  /** The script's file, as the file browser names it. */
  path?: string;
  /** Its text, where that isn't what lies on the disk. */
  script?: string;
  /** The job whose script is submitted again. */
  again?: string;
  /** The job's working folder. */
  folder?: string;
  /** Names the form, so that it is found again when the page is loaded anew. */
  form?: string;
}

/** What an empty form begins with. */
export const NEW_SCRIPT = '#!/bin/bash\n\n';

/** Milliseconds after the last key before the script is written, and before Slurm is asked. */
const WRITE_AFTER = 400;
const ASK_AFTER = 2500;

/** A submission. */
export class SubmissionModel implements IDisposable {
  constructor(
    private readonly _client: ApiClient,
    readonly source: ISource
  ) {
    this.folder = source.folder ?? null;
  }

  /** The text, as it would be submitted. */
  script = '';
  /** What the script sets, with what was changed and isn't written yet. */
  get options(): Options {
    return withChanges(this._options, this._changes);
  }
  /** The job's working folder where the script names none; null for the server's choice. */
  folder: string | null;
  /** The folder that it would run in. */
  shownFolder = '';
  /** The job's name, where the script names none. */
  defaultName: string | null = null;
  /** Why it can't be submitted as it stands. */
  problem: string | null = null;
  /** When it would start. */
  start: IStart = NOT_ASKED;
  /** What failed; the form keeps all that was entered. */
  error: ApiError | null = null;
  isLoaded = false;
  isSubmitting = false;
  /** The script's line ends were those of Windows. */
  wasConverted = false;

  /** Emitted when anything has changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What opens the form again as it is now; what is typed at this moment comes with the next change. */
  get kept(): ISource {
    if (!this.isLoaded) {
      return this.source;
    }
    const { script, folder } = this;
    const { path, form } = this.source;
    return {
      script,
      ...(form !== undefined && { form }),
      ...(path !== undefined && { path }),
      ...(folder !== null && { folder })
    };
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._writing.dispose();
    this._asking.dispose();
    Signal.clearData(this);
  }

  /** Read the script from where it is. */
  async load(): Promise<void> {
    const { path, script, again } = this.source;
    try {
      if (again !== undefined) {
        const kept = await this._client.get('/jobs/{job_id}/script', {
          path: { job_id: again }
        });
        this.script = kept.script;
      } else if (script !== undefined) {
        this.script = script;
      } else if (path === undefined) {
        this.script = NEW_SCRIPT;
      } else {
        this.script = (
          await this._client.post('/jobs/check', { body: { path } })
        ).script;
      }
    } catch (error) {
      this._fail(error);
      return;
    }
    this.wasConverted = this.script.includes('\r\n');
    this.script = this.script.replace(/\r\n/g, '\n');
    this.isLoaded = true;
    await this._write();
    void this._asking.invoke();
  }

  /** Change options; the script follows in a moment. */
  readonly set = (changes: Changes): void => {
    this._changes = { ...this._changes, ...changes };
    this._edited();
  };

  /** Change the text; the options follow in a moment. */
  setScript(script: string): void {
    this.script = script;
    this._edited();
  }

  /** Change the working folder: in the script where that names one. */
  setFolder(folder: string): void {
    if ('chdir' in this.options) {
      this.set({ chdir: folder || null });
      return;
    }
    this.folder = folder || null;
    this.shownFolder = folder;
    this._edited();
  }

  /** Ask Slurm when it would start. */
  async ask(): Promise<void> {
    this.start = { ...this.start, isAsking: true };
    this._changed.emit();
    await this._write(true);
    this.start = { ...this.start, isAsking: false };
    this._changed.emit();
  }

  /** Submit it; null where that failed, and `error` says why. */
  async submit(): Promise<string | null> {
    if (this.isSubmitting) {
      return null;
    }
    this.isSubmitting = true;
    this.error = null;
    this._changed.emit();
    // What was typed last is read first: options shall be known that are remembered.
    await this._write();
    try {
      const { job_id } = await this._client.post('/jobs', {
        body: this._body()
      });
      return job_id;
    } catch (error) {
      this._fail(error);
      return null;
    } finally {
      this.isSubmitting = false;
      this._changed.emit();
    }
  }

  private _edited(): void {
    this.error = null;
    this.start = { ...NOT_ASKED, isAsking: this.start.isAsking };
    this._changed.emit();
    void this._writing.invoke().catch(() => undefined);
    void this._asking.invoke().catch(() => undefined);
  }

  private _body(): Schemas['Submission'] {
    return {
      path: this.source.path ?? null,
      script: this.script,
      options: { ...this._changes },
      folder: this.folder
    };
  }

  /** Have the changes written into the script; what was changed meanwhile stays for the next time. */
  private async _write(askSlurm = false): Promise<void> {
    const version = ++this._version;
    const [script, changes] = [this.script, this._changes];
    try {
      const answer = await this._client.post('/jobs/check', {
        body: { ...this._body(), ask_slurm: askSlurm }
      });
      const isOld =
        version !== this._version ||
        script !== this.script ||
        changes !== this._changes;
      if (this.isDisposed || isOld) {
        return;
      }
      this.problem = answer.problem ?? null;
      this.shownFolder = answer.folder;
      this.defaultName = answer.name;
      if (!this.problem) {
        this.script = answer.script;
        this._options = answer.options;
        this._changes = {};
      }
      const { expected = null, refusal = null } = answer;
      this.start = { ...this.start, expected, refusal };
      this._changed.emit();
    } catch (error) {
      this._fail(error);
    }
  }

  private _fail(error: unknown): void {
    if (!this.isDisposed) {
      this.error = asApiError(error);
      this._changed.emit();
    }
  }

  private _options: Options = {};
  private _changes: Changes = {};
  private _version = 0;
  private _isDisposed = false;
  private readonly _writing = new Debouncer(() => this._write(), WRITE_AFTER);
  private readonly _asking = new Debouncer(() => this.ask(), ASK_AFTER);
  private readonly _changed = new Signal<this, void>(this);
}
