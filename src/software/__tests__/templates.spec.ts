/** What was typed stays a value, in addresses and in commands. */

import { filledAddress, filledCommand } from '../templates';

describe('filledAddress', () => {
  it.each([
    [
      'https://x.example/?q={name}',
      'a&b=c d',
      'https://x.example/?q=a%26b%3Dc%20d'
    ],
    [
      'mailto:h@x.example?subject={name}',
      'R&cc=x',
      'mailto:h@x.example?subject=R%26cc%3Dx'
    ],
    ['https://x.example/{name}', '../../y', 'https://x.example/..%2F..%2Fy'],
    [
      'https://x.example/{{name}}/{other}',
      'n',
      'https://x.example/%7Bname%7D/'
    ],
    ['javascript:alert({name})', '1', null],
    ['no address', 'n', null]
  ])('%s with %s is %s', (template, name, address) => {
    expect(filledAddress(template, { name })).toBe(address);
  });
});

describe('filledCommand', () => {
  it.each([
    ['numpy', 'find numpy'],
    ['libstdc++', 'find libstdc++'],
    ['-rf', null],
    ['a; rm x', null],
    ['$(x)', null],
    ['a\nb', null],
    ['', null]
  ])('with %s is %s', (name, command) => {
    expect(filledCommand('find {name}', { name })).toBe(command);
  });
});
