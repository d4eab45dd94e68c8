/** Speaks to the server extension: typed by its OpenAPI document, errors as `ApiError`. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { components, paths } from './schema';

/** The shapes that the server sends and takes, by their names in Python. */
export type Schemas = components['schemas'];

type Method = 'get' | 'post' | 'put' | 'delete';

/** The paths that know a method. */
type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined;

type Answer<O> = O extends { responses: infer R }
  ? Content<R[Extract<keyof R, 200 | 204>]>
  : never;

type Body<O> = O extends { requestBody: infer B } ? Content<B> : undefined;

type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : undefined;

type PathValues<O> = O extends { parameters: { path: infer V } }
  ? V
  : undefined;

/** What a request carries, beside its method and path. */
export interface IRequest<O> {
  body?: Body<O>;
  query?: Query<O>;
  path?: PathValues<O>;
  signal?: AbortSignal;
  /** How the browser's cache takes part; not at all by default. */
  cache?: RequestCache;
}

/** An error that the server put into words for people. */
export class ApiError extends Error {
  /**
   * @param status - The HTTP status; 0 when there was no answer at all.
   * @param code - A stable word, such as `lmod_unavailable`.
   * @param message - What happened, and what to do next.
   * @param detail - A tool's own words, where there are any.
   * @param needs - Modules that have to be loaded first, where a tool told them.
   */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail: string | null,
    readonly needs: readonly string[] = []
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** The client of hpclab's REST interface, version 1. */
export class ApiClient {
  constructor(private readonly _settings: ServerConnection.ISettings) {}

  /** Ask for something. */
  get<P extends PathsOf<'get'>>(
    path: P,
    request: IRequest<paths[P]['get']> = {}
  ): Promise<Answer<paths[P]['get']>> {
    return this._send('get', path, request);
  }

  /** Have something done. */
  post<P extends PathsOf<'post'>>(
    path: P,
    request: IRequest<paths[P]['post']> = {}
  ): Promise<Answer<paths[P]['post']>> {
    return this._send('post', path, request);
  }

  /** Put something in its place. */
  put<P extends PathsOf<'put'>>(
    path: P,
    request: IRequest<paths[P]['put']> = {}
  ): Promise<Answer<paths[P]['put']>> {
    return this._send('put', path, request);
  }

  /** Take something away. */
  delete<P extends PathsOf<'delete'>>(
    path: P,
    request: IRequest<paths[P]['delete']> = {}
  ): Promise<Answer<paths[P]['delete']>> {
    return this._send('delete', path, request);
  }

  private async _send<O, A>(
    method: Method,
    path: string,
    request: IRequest<O>
  ): Promise<A> {
    const response = await this._respond(method, path, request);
    const text = await response.text();
    if (!response.ok) {
      throw asApiError(response.status, text);
    }
    const isJson = response.headers
      .get('Content-Type')
      ?.startsWith('application/json');
    return (isJson ? JSON.parse(text) : text) as A;
  }

  private async _respond<O>(
    method: Method,
    path: string,
    { body, query, path: values, signal, cache }: IRequest<O>
  ): Promise<Response> {
    const url =
      URLExt.join(
        this._settings.baseUrl,
        'hpclab/v1',
        fillPath(path, values as Record<string, string> | undefined)
      ) + URLExt.objectToQueryString({ ...(query as object | undefined) });
    const init: RequestInit = { method: method.toUpperCase() };
    if (method === 'post' || method === 'put') {
      init.body = JSON.stringify(body ?? {});
    }
    if (signal) {
      init.signal = signal;
    }
    if (cache) {
      init.cache = cache;
    }
    try {
      return await ServerConnection.makeRequest(url, init, this._settings);
    } catch (error) {
      throw new ApiError(0, 'no_answer', String(error), null);
    }
  }
}

/** Put values into a path's `{name}` places. */
function fillPath(
  path: string,
  values: Record<string, string> | undefined
): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values?.[name] ?? '')
  );
}

/** The error of an answer; a front proxy may have put its own page in place of ours. */
function asApiError(status: number, text: string): ApiError {
  try {
    const body = JSON.parse(text) as Partial<Schemas['ErrorBody']>;
    return new ApiError(
      status,
      body.code ?? 'unknown',
      body.message ?? `HTTP ${status}`,
      body.detail ?? null,
      body.needs ?? []
    );
  } catch {
    return new ApiError(status, 'unknown', `HTTP ${status}`, null);
  }
}
