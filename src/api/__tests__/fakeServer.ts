/** A server for tests: the real client speaks to it, so that paths and bodies are checked too. */

import { Event, ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import { Changes } from '../changes';
import { ApiClient } from '../client';

/** Answers by "METHOD /path": JSON, text or a `Failure`; a function gives one each time. */
export class FakeServer {
  constructor(readonly answers: Record<string, unknown> = {}) {
    const settings = ServerConnection.makeSettings({
      baseUrl: 'http://localhost/',
      fetch: (request: RequestInfo | URL) => this._respond(request as Request)
    });
    this.client = new ApiClient(settings);
    this._stream = new Signal<Event.IManager, Event.Emission>(
      {} as Event.IManager
    );
    this.changes = new Changes({
      stream: this._stream
    } as unknown as Event.IManager);
  }

  readonly client: ApiClient;
  readonly changes: Changes;
  /** What was asked: "METHOD /path?query", in order. */
  readonly asked: string[] = [];

  /** Tell every browser that something changed. */
  announce(capability: string): void {
    this._stream.emit({
      schema_id: 'https://events.jupyter.org/hpclab/change/v1',
      capability,
      revision: Date.now()
    });
  }

  private async _respond(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace('/hpclab/v1', '');
    // JupyterLab adds the time to each question, past any cache.
    const query = url.search.replace(/[?&]\d+$/, '');
    this.asked.push(`${request.method} ${path}${query}`);
    const known = this.answers[`${request.method} ${path}`];
    const answer: unknown =
      typeof known === 'function' ? await (known as () => unknown)() : known;
    if (answer instanceof Failure) {
      return respond(answer.body, answer.status);
    }
    if (answer === undefined) {
      return respond({ code: 'not_found', message: `No ${path}` }, 404);
    }
    return respond(answer, 200);
  }

  private readonly _stream: Signal<Event.IManager, Event.Emission>;
}

/** An error as the server puts it. */
export class Failure {
  constructor(
    readonly status: number,
    readonly body: { code: string; message: string; detail: string | null }
  ) {}
}

function respond(answer: unknown, status: number): Response {
  const isText = typeof answer === 'string';
  return new Response(isText ? answer : JSON.stringify(answer), {
    status,
    headers: { 'Content-Type': isText ? 'text/plain' : 'application/json' }
  });
}
