/** A small catalog with the shape of a real site, for the tests. */

import type { Schemas } from '../../api/client';

type Version = Schemas['Version'];

/** What a site calls its compilers. */
const COMPILERS = 'compiler';

/** Indices into `modulepaths`. */
const CORE = 0;
const GCC12 = 1;
const GCC13 = 2;
const MPI12 = 3;
const MPI13 = 4;

function version(
  full_name: string,
  paths: number[],
  more: Partial<Version> = {}
): Version {
  return {
    full_name,
    version: full_name.split('/').slice(1).join('/') || null,
    paths,
    ...more
  };
}

/** The catalog: a hierarchy of compilers and MPI. */
export const CATALOG: Schemas['Catalog'] = {
  revision: 7,
  complete: true,
  built_at: 1_700_000_000,
  modulepaths: [
    { path: '/m/Core' },
    { path: '/m/GCC/12.3.0', prerequisites: [['GCC/12.3.0']] },
    { path: '/m/GCC/13.2.0', prerequisites: [['GCC/13.2.0']] },
    {
      path: '/m/OpenMPI/GCC12',
      prerequisites: [['GCC/12.3.0', 'OpenMPI/4.1.5']]
    },
    {
      path: '/m/OpenMPI/GCC13',
      prerequisites: [['GCC/13.2.0', 'OpenMPI/4.1.6']]
    }
  ],
  packages: [
    {
      name: 'CuPy',
      description: "Arrays on the GPU with numpy's interface.",
      versions: [version('CuPy/12.1.0', [GCC12], { properties: ['gpu'] })]
    },
    {
      name: 'GCC',
      description: 'The GNU Compiler Collection: C, C++ and Fortran.',
      category: COMPILERS,
      url: 'https://gcc.example.org/',
      versions: [
        version('GCC/13.2.0', [CORE], { default: true, family: 'compiler' }),
        version('GCC/12.3.0', [CORE], { family: 'compiler' })
      ]
    },
    {
      name: 'intel-compilers',
      description: 'Compilers for C++ and Fortran.',
      versions: [
        version('intel-compilers/2023.1.0', [CORE], { family: 'compiler' })
      ]
    },
    {
      name: 'libc++',
      description: 'A standard library.',
      versions: [version('libc++/17.0', [GCC12, GCC13])]
    },
    {
      name: 'OpenMPI',
      description: 'Message passing.',
      versions: [
        version('OpenMPI/4.1.6', [GCC13], { default: true, family: 'mpi' }),
        version('OpenMPI/4.1.5', [GCC12], { family: 'mpi' })
      ]
    },
    {
      name: 'Python',
      description: 'An interpreted language.',
      versions: [
        version('Python/3.11.5', [GCC13], { default: true }),
        version('Python/3.11.3', [GCC12])
      ]
    },
    {
      name: 'R',
      description: 'Statistics and graphics.',
      versions: [
        version('R/4.3.2', [MPI12, MPI13], {
          default: true,
          keywords: ['statistics', 'CRAN'],
          provides: ['ggplot2/3.4.4', 'Rcpp/1.0.11']
        })
      ]
    },
    {
      name: 'rstudio',
      description: 'A workbench for R.',
      versions: [
        version('rstudio/2023.12', [CORE]),
        version('rstudio/2020.1', [CORE], { hidden: true })
      ]
    },
    {
      name: 'SciPy-bundle',
      description: 'Packages for science in Python.',
      versions: [
        version('SciPy-bundle/2023.11', [MPI13], {
          default: true,
          provides: ['numpy/1.26.2', 'numpydoc/1.6', 'pandas/2.1.3']
        }),
        version('SciPy-bundle/2023.07', [MPI12], {
          provides: ['numpy/1.25.1', 'pandas/2.0.3']
        })
      ]
    }
  ]
};

/** A state with these modules loaded and these folders searched. */
export function stateOf(
  names: readonly string[],
  modulepath: readonly string[] = ['/m/Core'],
  more: Partial<Schemas['ModuleState']> = {}
): Schemas['ModuleState'] {
  return {
    revision: 100,
    generation: 1,
    loaded: names.map(full_name => ({
      name: full_name.split('/')[0] ?? '',
      version: full_name.split('/')[1] ?? null,
      full_name,
      path: `/m/Core/${full_name}.lua`,
      requested: true,
      sticky: false,
      hidden: false,
      active: true
    })),
    modulepath: [...modulepath],
    used_paths: [],
    collections: [],
    can_undo: false,
    read_only: null,
    at_start: null,
    last_session: [],
    ...more
  };
}
