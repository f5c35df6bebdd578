/**
 * Rules of the house. Nothing here needs type information, so the whole tree is checked in seconds.
 */
import comments from '@eslint-community/eslint-plugin-eslint-comments'
import tseslint from 'typescript-eslint'
import { rooms } from './scripts/eslint/rooms.mjs'

const LIBRARY = ['src/**/*.ts', 'platforms/**/*.ts', 'players/**/*.ts', 'inspector/**/*.ts', 'dev/**/*.ts']

const EVERYWHERE = [
  { selector: 'TSEnumDeclaration', message: 'No enums: use a union of strings.' },
  { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
]

const IN_LIBRARY = [
  ...EVERYWHERE,
  {
    selector: ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind!="const"]',
    message: 'No state in modules: two trackers on one page must not meet.',
  },
  {
    selector: 'Program > ExpressionStatement:not([directive])',
    message: 'No work on import.',
  },
  {
    selector: 'SpreadElement, ObjectPattern > RestElement',
    message: 'Pulls a helper into ES5: write it out.',
  },
  {
    selector: 'ForInStatement',
    message: 'Also visits what another script of the page gave every object: Object.keys().forEach().',
  },
  { selector: 'ClassDeclaration, ClassExpression', message: 'Closures are smaller than classes.' },
  { selector: ':function[async=true], :function[generator=true]', message: 'Needs a run-time helper and a Promise.' },
]

const IN_CORE = [
  ...IN_LIBRARY,
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Randomness comes through a port.',
  },
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'Time comes through a port.' },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time comes through a port.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Time comes through a port.' },
]

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/.cache/',
      '**/output/',
      'docs/play/',
      'coverage/',
      'reports/',
      '.stryker-tmp/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,js,mjs,cjs}'],
    languageOptions: { parser: tseslint.parser, sourceType: 'module' },
    plugins: { '@eslint-community/eslint-comments': comments, '@typescript-eslint': tseslint.plugin, rooms },
    rules: {
      'rooms/direction': 'error',
      'rooms/kebab-case-file': 'error',
      // Who turns a rule off says why.
      '@eslint-community/eslint-comments/require-description': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-restricted-syntax': ['error', ...EVERYWHERE],
      'no-empty': 'error',
      // Prettier breaks code at 120; a text is not cut in two for a rule.
      'max-len': [
        'error',
        { code: 140, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-debugger': 'error',
      'no-dupe-keys': 'error',
      'no-dupe-else-if': 'error',
      'no-duplicate-case': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-new-func': 'error',
      'no-eval': 'error',
      'use-isnan': 'error',
      'valid-typeof': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'error',
      '@typescript-eslint/no-namespace': 'error',
      '@typescript-eslint/no-extra-non-null-assertion': 'error',
      '@typescript-eslint/no-misused-new': 'error',
    },
  },
  {
    files: LIBRARY,
    rules: {
      'no-restricted-syntax': ['error', ...IN_LIBRARY],
      'no-console': 'error',
      // The compiler sees to it that both sides have one type.
      eqeqeq: 'off',
    },
  },
  {
    // Where the debug option writes, and the linter for development.
    files: ['platforms/web/log.ts', 'dev/index.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...IN_CORE] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...EVERYWHERE,
        {
          selector:
            'CallExpression[callee.object.name=/^(it|test|describe)$/][callee.property.name=/^(only|skip|todo)$/]',
          message: 'Every test runs, or is not there.',
        },
      ],
    },
  },
  {
    // The tools that read these want a default export; declarations describe what others export.
    files: ['**/*.config.{js,ts,mjs}', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
)
