import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'out',
      'build',
      '.cache',
      'src/host/onnx/generated',
      'src/host/training/tensorflow/generated',
      'test-results',
      // What electron-vite writes for a moment while it builds.
      'electron.vite.config.ts.*',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        // The tests import most of the sources: what one checker has seen need not be seen by others.
        project: [
          './tsconfig.tests.json',
          './tsconfig.node.json',
          './tsconfig.renderer.json',
          './tsconfig.shared.json',
        ],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // A query's row type is the caller's claim about its columns; SQL has no types that the compiler could see.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig }, globals: globals.browser },
  },
  {
    // TypeScript as it stands. Svelte's parser would change its text, and the checker would be made anew for each of them, too.
    files: ['**/*.svelte.ts'],
    languageOptions: { parser: tseslint.parser, globals: globals.browser },
  },
  {
    // The checker would be made anew for each component, two seconds each; svelte-check looks at their types, and what has
    // logic lies beside them in `*.svelte.ts`.
    ...tseslint.configs.disableTypeChecked,
    files: ['**/*.svelte'],
  },
  {
    // Plain scripts: no types, and they talk to a terminal.
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { ...tseslint.configs.disableTypeChecked.languageOptions, globals: globals.node },
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      'no-console': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
  {
    // The shared layer runs anywhere: no clock and no unseeded randomness.
    files: ['src/shared/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Take a seeded generator from #shared/learning/random.ts.',
        },
        { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
      ],
      'no-restricted-globals': ['error', 'process', 'window', 'document', 'Buffer', 'fetch'],
    },
  },
);
