/** Follows what a job writes: the end first, then what is added, and what stands before on request. */

import { IDisposable } from '@lumino/disposable';

import { ApiClient, Schemas } from '../api/client';
import { Live } from '../api/live';

export type Stream = 'stdout' | 'stderr';

type Part = Schemas['OutputPart'];

/** How much text is kept, in characters; the browser shows no more smoothly. */
const MOST_TEXT = 2_000_000;

/** How much is asked for at once of what stands before, in bytes. */
const EARLIER_BYTES = 256 * 1024;

/** What is known of the output. */
export interface IOutput {
  /** The last part's facts: path, state, size. */
  part: Part;
  text: string;
  /** The byte of the file that the text begins at. */
  start: number;
  /** The file was rotated or cut while it was followed. */
  wasReplaced: boolean;
}

/** One of a job's two streams. */
export class OutputModel implements IDisposable {
  constructor(
    private readonly _client: ApiClient,
    private readonly _jobId: string,
    readonly stream: Stream
  ) {
    this.output = new Live({
      name: `output:${_jobId}:${stream}`,
      ask: signal => this._follow(signal)
    });
  }

  /** What is known. */
  readonly output: Live<IOutput>;

  /** Read what stands before the text. */
  async loadEarlier(): Promise<void> {
    const known = this.output.value;
    if (!known || known.start === 0) {
      return;
    }
    try {
      const offset = Math.max(0, known.start - EARLIER_BYTES);
      const part = await this._ask({
        offset,
        until: known.start,
        file: known.part.file ?? null
      });
      if (!part.is_new && this.output.value === known) {
        this.output.put({
          ...known,
          text: part.text + known.text,
          start: offset
        });
      }
    } catch {
      // What fails here fails there too, where it is said.
      await this.output.refresh();
    }
  }

  get isDisposed(): boolean {
    return this.output.isDisposed;
  }

  dispose(): void {
    this.output.dispose();
  }

  private async _follow(signal: AbortSignal): Promise<IOutput> {
    const known = this.output.value;
    const file = known?.part.file;
    if (!known || !file) {
      return begin(await this._ask({}, signal), false);
    }
    const part = await this._ask(
      { offset: known.part.next_offset, file },
      signal
    );
    if (part.is_new || part.file !== file) {
      return begin(part, true);
    }
    return shorten({ ...known, part, text: known.text + (part.text ?? '') });
  }

  private _ask(
    query: { offset?: number; until?: number; file?: string | null },
    signal?: AbortSignal
  ): Promise<Part> {
    const { offset, until, file } = query;
    return this._client.get('/jobs/{job_id}/output', {
      path: { job_id: this._jobId },
      query: {
        stream: this.stream,
        ...(offset !== undefined && { offset }),
        ...(until !== undefined && { until }),
        ...(file && { file })
      },
      ...(signal && { signal })
    });
  }
}

function begin(part: Part, wasReplaced: boolean): IOutput {
  return {
    part,
    text: part.text ?? '',
    start: part.offset ?? 0,
    wasReplaced
  };
}

/** Drop the beginning of what has become too long, by whole lines. */
function shorten(output: IOutput): IOutput {
  const surplus = output.text.length - MOST_TEXT;
  if (surplus <= 0) {
    return output;
  }
  const cut = output.text.indexOf('\n', surplus) + 1 || surplus;
  const dropped = new TextEncoder().encode(output.text.slice(0, cut)).length;
  return {
    ...output,
    text: output.text.slice(cut),
    start: output.start + dropped
  };
}
