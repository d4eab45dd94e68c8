/** Parameters: what a notebook's cell says, and what of it is changed. */

import { changedValues, INotebookText, parametersOf } from '../parameters';

function notebook(
  source: string | string[],
  tags: unknown = ['parameters']
): INotebookText {
  return {
    cells: [{ source: 'other = 1' }, { source, metadata: { tags } }]
  };
}

function found(source: string | string[]): string[] {
  return parametersOf(notebook(source)).map(
    ({ name, value }) => `${name} is ${value}`
  );
}

describe('parametersOf', () => {
  it.each<[string | string[], string[]]>([
    ['n = 1', ['n is 1']],
    [
      ['n = 1\n', 'city = "x"\n'],
      ['n is 1', 'city is "x"']
    ],
    ['n: int = 1  # how many', ['n is 1']],
    ['city = "a # b"  # c', ['city is "a # b"']],
    ["it = 'don\\'t'", ["it is 'don\\'t'"]],
    ['values = [1, 2]', ['values is [1, 2]']],
    ['n <- 3', ['n is 3']],
    ['n = 3;', ['n is 3']],
    ['n = 1\nn = 2', ['n is 2']]
  ])('reads %j', (source, parameters) => {
    expect(found(source)).toEqual(parameters);
  });

  it.each([
    'import os',
    '# n = 1',
    '  n = 1',
    'n == 1',
    'values = [\n  1\n]',
    'text = """a',
    'print(n)'
  ])('leaves %j alone', source => {
    expect(found(source)).toEqual([]);
  });

  it('looks at the cell with the tag only', () => {
    expect(parametersOf(notebook('n = 1', ['other']))).toEqual([]);
    expect(parametersOf(notebook('n = 1', 'parameters'))).toEqual([]);
    expect(parametersOf({})).toEqual([]);
  });
});

describe('changedValues', () => {
  it('has what differs from the notebook, and what was added under a name', () => {
    expect(
      changedValues([
        { name: 'same', value: '1 ', default: '1' },
        { name: 'other', value: ' 2', default: '1' },
        { name: ' added ', value: '', default: null },
        { name: '', value: '3', default: null }
      ])
    ).toEqual({ other: '2', added: '' });
  });
});
