/** The client: what it sends, and how errors come out. */

import { ServerConnection } from '@jupyterlab/services';

import { ApiClient, ApiError } from '../client';

/** Settings whose fetch records the request and answers as told. */
function settingsAnswering(
  status: number,
  body: string,
  type = 'application/json'
): { settings: ServerConnection.ISettings; requests: Request[] } {
  const requests: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/user/alice/',
    fetch: (request: RequestInfo | URL) => {
      requests.push(request as Request);
      return Promise.resolve(
        new Response(body, { status, headers: { 'Content-Type': type } })
      );
    }
  });
  return { settings, requests };
}

describe('ApiClient', () => {
  it('asks below the base URL, with the query', async () => {
    const { settings, requests } = settingsAnswering(200, '{"help":"h"}');
    const details = await new ApiClient(settings).get('/software/details', {
      query: { module: 'GCC/12.3.0' }
    });
    expect(details.help).toBe('h');
    expect(requests[0]?.url).toContain(
      '/user/alice/hpclab/v1/software/details?module=GCC%2F12.3.0'
    );
  });

  it('encodes what stands in the path', async () => {
    const { settings, requests } = settingsAnswering(200, '{}');
    await new ApiClient(settings).post('/apps/{name}/start', {
      path: { name: 'a/b' }
    });
    expect(requests[0]?.url).toContain('/hpclab/v1/apps/a%2Fb/start');
  });

  it('keeps plain text as it is', async () => {
    const { settings } = settingsAnswering(
      200,
      '{"not": "json"}',
      'text/plain'
    );
    await expect(new ApiClient(settings).get('/doctor')).resolves.toBe(
      '{"not": "json"}'
    );
  });

  it('raises the words of the server', async () => {
    const { settings } = settingsAnswering(
      422,
      JSON.stringify({ code: 'refused', message: 'No.', detail: 'Lmod: no' })
    );
    const failure = await new ApiClient(settings)
      .post('/modules/load', { body: { modules: ['x'] } })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({
      status: 422,
      code: 'refused',
      message: 'No.',
      detail: 'Lmod: no'
    });
  });

  it('survives an error page of a front proxy', async () => {
    const { settings } = settingsAnswering(502, '<html>', 'text/html');
    await expect(new ApiClient(settings).get('/status')).rejects.toMatchObject({
      status: 502,
      code: 'unknown'
    });
  });

  it('tells when there was no answer', async () => {
    const settings = ServerConnection.makeSettings({
      baseUrl: 'http://localhost/',
      fetch: () => Promise.reject(new TypeError('offline'))
    });
    await expect(new ApiClient(settings).get('/status')).rejects.toMatchObject({
      status: 0,
      code: 'no_answer'
    });
  });
});
