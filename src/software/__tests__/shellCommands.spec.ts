/** The lines that somebody pastes into a terminal. */

import { asJobHeader, asShellCommands } from '../shellCommands';
import { stateOf } from './catalog';

describe('asShellCommands', () => {
  it('names what was asked for, in order, without dependencies', () => {
    const state = stateOf(['StdEnv/2023', 'GCC/12.3.0', 'libc++/17.0']);
    state.loaded[1]!.requested = false;
    expect(asShellCommands(state)).toBe(
      'module load StdEnv/2023 libc++/17.0\n'
    );
  });

  it('is empty where nothing is loaded', () => {
    expect(asShellCommands(stateOf([]))).toBe('');
  });

  it.each([
    ['with space/1', "'with space/1'"],
    ["it's/1", "'it'\\''s/1'"],
    ['x;rm -rf ~/1', "'x;rm -rf ~/1'"],
    ['$(id)/1', "'$(id)/1'"]
  ])('makes one word of %s', (name, word) => {
    const state = stateOf([name]);
    expect(asShellCommands(state)).toBe(`module load ${word}\n`);
  });

  it('looks where the session looks', () => {
    const state = { ...stateOf(['mine/1.0']), used_paths: ['/a', '/my own'] };
    expect(asShellCommands(state)).toBe(
      "module use '/my own'\nmodule use /a\nmodule load mine/1.0\n"
    );
  });
});

describe('asJobHeader', () => {
  it('begins a job script with the modules alone', () => {
    const lines = asJobHeader(stateOf(['GCC/12.3.0'])).split('\n');
    expect(lines[0]).toBe('#!/bin/bash -l');
    expect(lines).toContain('#SBATCH --export=NONE');
    expect(lines.slice(-2)).toEqual(['module load GCC/12.3.0', '']);
  });

  it('is empty where nothing is loaded', () => {
    expect(asJobHeader(stateOf([]))).toBe('');
  });
});
