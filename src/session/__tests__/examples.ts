/** Answers of the server as tests need them. */

import { Session, Usage } from '../model';

const NOW = 1_795_178_000;
const GB = 1024 ** 3;

/** A job of three hours with 1 h 47 min left. */
export function jobSession(changes: Partial<Session> = {}): Session {
  return {
    revision: 1,
    in_job: true,
    now: NOW,
    reason: null,
    job_id: '48213',
    name: 'jupyter',
    account: 'def-alice',
    partition: 'interactive',
    qos: 'normal',
    nodes: ['c0417'],
    cpus: 4,
    memory: 8 * GB,
    gpus: 1,
    start: NOW - 4380,
    end: NOW + 6420.5,
    time_left: 6420.5,
    limit: 10800,
    as_of: NOW - 4,
    stale: null,
    announcements: [],
    links: [],
    ...changes
  };
}

/** What that job uses. */
export function jobUsage(changes: Partial<Usage> = {}): Usage {
  return {
    scope: 'job',
    memory: { used: 7.5 * GB, limit: 8 * GB, peak: 7.8 * GB },
    cpu: { cores: 4, busy: 1.23 },
    gpus: [
      {
        index: 0,
        name: 'NVIDIA A100',
        memory_used: 22 * GB,
        memory_limit: 80 * GB,
        busy: 0.54
      }
    ],
    storage: [
      {
        path: '/home/alice',
        name: '',
        is_home: true,
        used: 46.5 * GB,
        limit: 50 * GB,
        files_used: 1000,
        files_limit: 1_000_000
      }
    ],
    reason: null,
    ...changes
  };
}
