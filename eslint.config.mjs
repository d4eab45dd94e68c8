/** ESLint: Jupyter's rules, type-aware TypeScript rules, and who may import whom. */

import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The capabilities: none imports another; what one needs of another goes through tokens. */
const CAPABILITIES = [
  'software',
  'session',
  'apps',
  'kernels',
  'jobs',
  'cluster',
  'status'
];

/** A capability may use api, ui and itself. */
const capabilityBoundaries = CAPABILITIES.map(capability => ({
  files: [`src/${capability}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: CAPABILITIES.filter(other => other !== capability).map(
          other => ({
            group: [`../${other}/*`, `../../${other}/*`],
            allowTypeImports: false,
            message:
              'No capability imports another; go through a token in src/api or src/ui.'
          })
        )
      }
    ]
  }
}));

export default tseslint.config(
  {
    ignores: [
      'lib',
      'node_modules',
      'ui-tests/node_modules',
      'ui-tests/test-results',
      'hpclab'
    ]
  },
  ...tseslint.configs.recommendedTypeChecked,
  ...jupyter.configs.recommended.map(config => ({
    ...config,
    plugins: { ...config.plugins, jupyter }
  })),
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: { project: './tsconfig.test.json' }
    },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_' }
      ],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // The whole extension is one small file, and what a click opens can't wait for another.
      'jupyter/prefer-lazy-imports': 'off',
      curly: ['error', 'all'],
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }]
    }
  },
  {
    files: ['src/api/**/*.{ts,tsx}', 'src/ui/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: CAPABILITIES.map(capability => `../${capability}/*`),
              message:
                'api and ui are what capabilities build on; they know none.'
            }
          ]
        }
      ]
    }
  },
  ...capabilityBoundaries,
  {
    files: ['src/**/model.ts', 'src/**/*Model.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "ImportSpecifier[imported.name='showDialog'], ImportSpecifier[imported.name='showErrorMessage']",
          message: 'Models open no dialogs; commands do.'
        }
      ]
    }
  },
  {
    files: ['src/**/__tests__/**'],
    rules: { 'jupyter/no-untranslated-string': 'off' }
  },
  {
    files: ['ui-tests/**/*.ts'],
    languageOptions: {
      parserOptions: { project: './ui-tests/tsconfig.json' }
    }
  },
  prettier
);
