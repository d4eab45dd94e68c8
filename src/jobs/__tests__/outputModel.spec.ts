/** Output is followed part by part, rotated files begin anew, and what stands before comes on request. */

import { FakeServer } from '../../api/__tests__/fakeServer';
import { OutputModel } from '../outputModel';

const FIRST = {
  path: '/home/alice/out',
  file: '1:2',
  state: 'text',
  text: 'c\n',
  offset: 4,
  next_offset: 6,
  size: 6
};

describe('OutputModel', () => {
  let server: FakeServer;
  let model: OutputModel;

  const answer = (part: object): void => {
    server.answers['GET /jobs/59/output'] = part;
  };

  beforeEach(async () => {
    server = new FakeServer();
    model = new OutputModel(server.client, '59', 'stdout');
    answer(FIRST);
    await model.output.refresh();
  });

  afterEach(() => {
    model.dispose();
  });

  it('begins with the end and adds what comes', async () => {
    answer({ ...FIRST, text: 'd\n', offset: 6, next_offset: 8, size: 8 });
    await model.output.refresh();
    expect(model.output.value).toMatchObject({ text: 'c\nd\n', start: 4 });
    expect(server.asked).toEqual([
      'GET /jobs/59/output?stream=stdout',
      'GET /jobs/59/output?stream=stdout&offset=6&file=1%3A2'
    ]);
  });

  it('begins anew with another file', async () => {
    const other = { text: 'new\n', offset: 0, next_offset: 4, is_new: true };
    answer({ ...FIRST, ...other, file: '1:3' });
    await model.output.refresh();
    expect(model.output.value).toMatchObject({
      text: 'new\n',
      start: 0,
      wasReplaced: true
    });
  });

  it('reads what stands before', async () => {
    answer({ ...FIRST, text: 'a\nb\n', offset: 0, next_offset: 4 });
    await model.loadEarlier();
    expect(model.output.value).toMatchObject({ text: 'a\nb\nc\n', start: 0 });
    expect(server.asked[1]).toBe(
      'GET /jobs/59/output?stream=stdout&offset=0&until=4&file=1%3A2'
    );
  });
});
