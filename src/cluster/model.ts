/** What the browser knows of the cluster: what is free in each partition. */

import { ApiClient, Schemas } from '../api/client';
import { Live } from '../api/live';

export type ClusterInfo = Schemas['ClusterInfo'];

/** Seconds between two questions while people look: each is a call of sinfo for the server. */
export const PACE = 300;

/** What is free; whoever asks disposes of it. */
export function liveCluster(client: ApiClient): Live<ClusterInfo> {
  return new Live({
    name: 'cluster',
    ask: signal => client.get('/cluster', { signal })
  });
}
