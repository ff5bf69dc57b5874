import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const features = ['intake', 'review', 'ledger', 'export', 'providers', 'settings'];
const tauri = { group: ['@tauri-apps/*'], message: 'Only src/platform talks to Tauri.' };

/** Words that a person reads come from src/shared/i18n, in both languages. */
const noLiteralText = [
  {
    selector: 'JSXText[value=/[A-Za-z\\u4e00-\\u9fff]/]',
    message: 'Text that is read comes from useMessages().',
  },
  {
    selector:
      'JSXAttribute[name.name=/^(title|alt|placeholder|label|aria-label|aria-description|aria-roledescription|aria-valuetext)$/] > Literal[value=/[A-Za-z\\u4e00-\\u9fff]/]',
    message: 'Text that is read comes from useMessages().',
  },
  { selector: 'Literal[value=/[\\u4e00-\\u9fff]/]', message: 'Chinese text belongs in src/shared/i18n.' },
  { selector: 'TemplateElement[value.raw=/[\\u4e00-\\u9fff]/]', message: 'Chinese text belongs in src/shared/i18n.' },
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/platform/bindings.ts'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['src/**/*.{ts,tsx}'] })),
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: './tsconfig.app.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { 'react-hooks': hooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      eqeqeq: 'error',
      'no-restricted-imports': ['error', { patterns: [tauri] }],
      'no-restricted-syntax': ['error', ...noLiteralText],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  // No feature imports another: src/app puts them together.
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            tauri,
            {
              regex: `^\\.\\./(.*/)?(${features.filter((other) => other !== feature).join('|')}|app)(/|$)`,
              message: 'A feature imports no other feature; src/app puts them together.',
            },
          ],
        },
      ],
    },
  })),
  {
    files: ['src/shared/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [tauri, { regex: '/(features|app)(/|$)', message: 'Shared pieces know no feature.' }] },
      ],
    },
  },
  {
    files: ['src/platform/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '/(features|app|shared)(/|$)', message: 'The platform knows nothing above it.' }] }],
    },
  },
  {
    files: ['src/shared/i18n/**', 'src/platform/fake/**', 'src/**/*.test.{ts,tsx}'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
