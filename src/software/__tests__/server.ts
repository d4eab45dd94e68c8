/** A stand-in for the server: answers as told, and records what it was asked. */

import { Event, ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { Capability, Changes } from '../../api/changes';
import { ApiClient } from '../../api/client';

/** An answer: a body, or an error with its status. */
export interface IAnswer {
  status?: number;
  body: unknown;
}

/** A request as the server saw it. */
export interface ISeen {
  method: string;
  path: string;
  body: unknown;
}

type Handler = (seen: ISeen) => IAnswer | Promise<IAnswer>;

/** The stand-in; the client and the events are the real ones. */
export class FakeServer {
  constructor(private readonly _handle: Handler) {
    this.client = new ApiClient(
      ServerConnection.makeSettings({
        baseUrl: 'http://localhost/',
        fetch: (request: RequestInfo | URL) => this._answer(request as Request)
      })
    );
    this.changes = new Changes(this._events);
  }

  readonly client: ApiClient;
  readonly changes: Changes;
  readonly seen: ISeen[] = [];

  /** What was asked for, such as `GET modules`. */
  get asked(): string[] {
    return this.seen.map(({ method, path }) => `${method} ${path}`);
  }

  /** Tell every tab of a change. */
  announce(capability: Capability, revision: number): void {
    this._stream.emit({
      schema_id: 'https://events.jupyter.org/hpclab/change/v1',
      capability,
      revision
    });
  }

  private async _answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.replace('/hpclab/v1/', '');
    const text = request.method === 'GET' ? '' : await request.text();
    const seen: ISeen = {
      method: request.method,
      path,
      body: text ? JSON.parse(text) : null
    };
    this.seen.push(seen);
    const { status = 200, body } = await this._handle(seen);
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' }
    });
  }

  private readonly _stream = new Signal<Event.IManager, Event.Emission>(
    {} as Event.IManager
  );
  // Only the stream is listened to.
  private readonly _events = {
    stream: this._stream as ISignal<Event.IManager, Event.Emission>
  } as Event.IManager;
}
