import type { Schemas } from '../../api/client';
import { mergeCatalogs } from '../mergeCatalogs';

type Catalog = Schemas['Catalog'];

function catalogOf(
  paths: string[],
  packages: Catalog['packages'] = []
): Catalog {
  return {
    revision: 1,
    complete: true,
    built_at: 1,
    packages,
    modulepaths: paths.map(path => ({ path }))
  };
}

describe('mergeCatalogs', () => {
  const site = catalogOf(
    ['/core', '/mpi'],
    [
      {
        name: 'GCC',
        description: 'The compilers',
        versions: [
          { version: '13', full_name: 'GCC/13', paths: [0], default: true }
        ]
      }
    ]
  );
  const own = catalogOf(
    ['/home'],
    [
      {
        name: 'GCC',
        versions: [
          { version: '14', full_name: 'GCC/14', paths: [0], default: true },
          { version: '13', full_name: 'GCC/13', paths: [0] }
        ]
      },
      {
        name: 'tool',
        versions: [{ version: null, full_name: 'tool', paths: [0] }]
      }
    ]
  );

  it('keeps the site’s default and description, and points to the right folders', () => {
    const { packages, modulepaths } = mergeCatalogs(site, [
      own,
      catalogOf(['/more'])
    ]);
    expect(modulepaths.map(({ path }) => path)).toEqual([
      '/core',
      '/mpi',
      '/home',
      '/more'
    ]);
    expect(packages).toEqual([
      {
        name: 'GCC',
        description: 'The compilers',
        versions: [
          { version: '13', full_name: 'GCC/13', paths: [0, 2], default: true },
          { version: '14', full_name: 'GCC/14', paths: [2], default: false }
        ]
      },
      {
        name: 'tool',
        versions: [{ version: null, full_name: 'tool', paths: [2] }]
      }
    ]);
  });

  it('leaves the site’s catalog as it is where nothing is added', () => {
    expect(mergeCatalogs(site, [])).toBe(site);
  });
});
