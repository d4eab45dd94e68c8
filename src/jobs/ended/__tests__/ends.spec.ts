/** Ends of jobs are heard once, and the server is told so. */

import { FakeServer } from '../../../api/__tests__/fakeServer';
import { JobEnds } from '../ends';
import { EndedJob } from '../words';

const JOB: EndedJob = {
  key: '7',
  name: 'train',
  is_array: false,
  tasks: 1,
  failed: 0,
  state: 'COMPLETED',
  exit_code: 0,
  at: 1_795_178_000
};

const settled = (): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, 20));

it('hears of each end once, and says that it was seen', async () => {
  const server = new FakeServer({
    'GET /ended-jobs': { revision: 1, jobs: [] },
    'POST /ended-jobs/seen': null
  });
  const ends = new JobEnds(server.client, server.changes);
  const heard: EndedJob[][] = [];
  ends.heard.connect((_, jobs) => void heard.push(jobs));
  ends.begin();
  await settled();
  expect(heard).toEqual([]);

  server.answers['GET /ended-jobs'] = { revision: 2, jobs: [JOB] };
  server.announce('jobs');
  await settled();
  expect(heard).toEqual([]);
  server.announce('ended_jobs');
  await settled();
  server.announce('ended_jobs');
  await settled();
  expect(heard).toEqual([[JOB]]);
  expect(
    server.asked.filter(question => question === 'POST /ended-jobs/seen')
  ).toHaveLength(1);
});
