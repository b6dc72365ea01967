import { describe, expect, test } from 'vitest';
import type { ChangedText } from '../../src/verify/changed-text.ts';
import { checkIntegrity } from '../../src/verify/check-integrity.ts';
import { weakens } from '../../src/verify/integrity/severity-of.ts';
import { command, fix, isFoundAs, type Kind, kindsOf } from '../support/integrity-edits.ts';

describe('code that tells a checker to look away', () => {
  isFoundAs(
    'checks-silenced',
    [
      ['src/a.ts', 'f();\n', '// @ts-ignore\nf();\n'],
      ['src/a.ts', 'f();\n', '// @ts-expect-error it is so\nf();\n'],
      ['src/a.ts', 'f(x);\n', 'f(x as any);\n'],
      ['src/a.ts', 'f(x);\n', 'f(x as unknown as Y);\n'],
      ['src/a.js', 'f();\n', '// eslint-disable-next-line no-undef\nf();\n'],
      ['src/a.js', 'f();\n', '/* eslint-disable */\nf();\n'],
      ['src/a.js', 'f();\n', '// biome-ignore lint/style: no\nf();\n'],
      ['src/a.js', 'f();\n', '/* istanbul ignore next */\nf();\n'],
      ['a.py', 'f()\n', 'f()  # type: ignore\n'],
      ['a.py', 'f()\n', 'f()  # noqa: E501\n'],
      ['a.py', 'f()\n', 'f()  # pragma: no cover\n'],
      ['a.py', 'f()\n', '# pylint: disable=all\nf()\n'],
      ['a.go', 'f()\n', 'f() //nolint:errcheck\n'],
      ['src/a.rs', 'fn f() {}\n', '#[allow(clippy::all)]\nfn f() {}\n'],
      ['A.java', 'void f() {}\n', '@SuppressWarnings("unchecked")\nvoid f() {}\n'],
      ['a.rb', 'f\n', 'f # rubocop:disable all\n'],
    ],
    false,
  );
});

describe('settings that let more pass', () => {
  isFoundAs(
    'checks-loosened',
    [
      ['eslint.config.js', "rules: { 'no-undef': 'error' }", "rules: { 'no-undef': 'off' }"],
      ['.eslintrc.json', '{"rules":{"eqeqeq":"error"}}', '{"rules":{"eqeqeq":"warn"}}'],
      ['.eslintrc.yml', 'rules:\n  eqeqeq: error\n', 'rules:\n  eqeqeq: off\n'],
      ['eslint.config.js', "ignores: ['dist']", "ignores: ['dist', 'src/a.js']"],
      ['.eslintignore', 'dist\n', 'dist\nsrc\n'],
      ['biome.json', '{"linter":{"enabled":true}}', '{"linter":{"enabled":false}}'],
      ['tsconfig.json', '{"compilerOptions":{"strict":true}}', '{"compilerOptions":{"strict":false}}'],
      ['tsconfig.json', '{"compilerOptions":{"strict":true}}', '{"compilerOptions":{}}'],
      ['tsconfig.json', '{\n  "exclude": ["dist"]\n}', '{\n  "exclude": ["dist", "src/a.ts"]\n}'],
      ['mypy.ini', '[mypy]\nstrict = True\n', '[mypy]\nstrict = False\n'],
      ['pyproject.toml', '[tool.ruff]\nignore = ["E501"]\n', '[tool.ruff]\nignore = ["E501", "F841"]\n'],
      [
        'pyproject.toml',
        '[tool.ruff]\nignore = [\n  "E501",\n]\nline = 1\n',
        '[tool.ruff]\nignore = [\n  "E501",\n  "F",\n]\nline = 1\n',
      ],
      ['.flake8', '[flake8]\nextend-ignore = E1\n', '[flake8]\nextend-ignore = E1, E2\n'],
      ['.golangci.yml', 'linters:\n  disable:\n    - a\n', 'linters:\n  disable:\n    - a\n    - b\n'],
      ['Cargo.toml', '[lints.clippy]\nunwrap_used = "deny"\n', '[lints.clippy]\nunwrap_used = "allow"\n'],
      ['.rubocop.yml', 'A:\n  Enabled: true\n', 'A:\n  Enabled: false\n'],
    ],
    false,
  );
  isFoundAs(
    'coverage-loosened',
    [
      ['vitest.config.ts', 'thresholds: { lines: 90 }', 'thresholds: { lines: 80 }'],
      [
        'package.json',
        '{"jest":{"coverageThreshold":{"global":{"branches": 80}}}}',
        '{"jest":{"coverageThreshold":{"global":{"branches": 8}}}}',
      ],
      ['package.json', '{"nyc":{"branches": 80}}', '{}'],
      ['pyproject.toml', '[tool.coverage.report]\nfail_under = 95\n', '[tool.coverage.report]\nfail_under = 50\n'],
      ['.coveragerc', '[run]\nomit =\n    a.py\n', '[run]\nomit =\n    a.py\n    b.py\n'],
      ['setup.cfg', '[tool:pytest]\naddopts = --cov-fail-under=90\n', '[tool:pytest]\naddopts = --cov-fail-under=9\n'],
      ['codecov.yml', 'project:\n  target: 80%\n', 'project:\n  target: 10%\n'],
      ['.nycrc.json', '{"check-coverage": true}', '{"check-coverage": false}'],
    ],
    false,
  );
  isFoundAs(
    'ci-loosened',
    [
      ['.github/workflows/ci.yml', '- run: npm run lint\n', '- run: npm run lint\n  continue-on-error: true\n'],
      ['.github/workflows/ci.yml', '- run: npm run lint\n', '- run: npm run lint || true\n'],
      ['.github/workflows/ci.yml', '- run: npm ci\n- run: npm test\n', '- run: npm ci\n'],
      ['.github/workflows/ci.yml', '- run: npm test\n', '- run: npm test\n  if: false\n'],
      ['.gitlab-ci.yml', 'test:\n  script: make test\n', 'test:\n  allow_failure: true\n  script: make test\n'],
      ['.husky/pre-push', 'git push\n', 'git push --no-verify\n'],
      ['.circleci/config.yml', '- run: ruff check .\n', '- run: ruff check --exit-zero .\n'],
    ],
    false,
  );
  isFoundAs(
    'failures-ignored',
    [
      ['.github/workflows/ci.yml', '- run: npm test\n', '- run: npm test || true\n'],
      ['.github/workflows/ci.yml', '- run: pytest -q\n', '- run: pytest -q; exit 0\n'],
      ['package.json', '{\n"ci": "jest"\n}', '{\n"ci": "jest --passWithNoTests"\n}'],
      ['ci/run.sh', 'cargo test\n', 'cargo test || :\n'],
      ['Makefile', 'unit:\n\tpytest\n', 'unit:\n\t-pytest\n'],
      ['pom.xml', '<testFailureIgnore>false</testFailureIgnore>', '<testFailureIgnore>true</testFailureIgnore>'],
      ['build.gradle', 'test { }\n', 'test { ignoreFailures = true }\n'],
    ],
    true,
  );
});

const snapshot = 'exports[`a 1`] = `one`;\n';

test.for<readonly [string, readonly ChangedText[], readonly Kind[]]>([
  [
    'a snapshot and nothing else',
    [{ path: 'src/__snapshots__/a.test.js.snap', before: snapshot, after: snapshot.replace('one', 'two') }],
    ['snapshots-only'],
  ],
  [
    'a golden file and nothing else',
    [{ path: 'testdata/golden/a.txt', before: 'one\n', after: 'two\n' }],
    ['snapshots-only'],
  ],
  [
    'a snapshot of pytest and nothing else',
    [{ path: 'tests/__snapshots__/test_a.ambr', before: '1\n', after: '2\n' }],
    ['snapshots-only', 'only-tests-changed'],
  ],
  [
    'a snapshot beside its source',
    [fix, { path: 'src/a.test.js.snap', before: snapshot, after: snapshot.replace('one', 'two') }],
    ['snapshots-changed'],
  ],
  [
    'a snapshot that is gone while its test stays',
    [fix, { path: 'src/__snapshots__/a.test.js.snap', before: snapshot, after: null }],
    ['test-deleted', 'snapshots-changed'],
  ],
])('finds %s', ([, changes, kinds]) => {
  const found = checkIntegrity(changes, { command, isExitCodeOnly: false }).map(({ kind }) => kind);

  expect(found).toEqual(expect.arrayContaining([...kinds]));
  expect(weakens('snapshots-only')).toBe(true);
  expect(weakens('snapshots-changed')).toBe(false);
});

test.for([
  ['a.test.js', "it('"],
  ['a.test.js', '=/['],
  ['a.test.js', '} catch (e) {'],
  ['test_a.py', 'def test_a\n'],
  ['test_a.py', '"""'],
  ['tests/a.rs', 'r#"'],
  ['ATest.java', '@Test '],
  ['a_spec.rb', '=begin\n'],
  ['pyproject.toml', 'ignore = ['],
  ['.github/workflows/a.yml', 'test || '],
] as const)('reads a hostile %s, full of %j, to its end', ([path, seed]) => {
  const text = seed.repeat(Math.ceil((256 * 1024) / seed.length));

  expect(() => kindsOf({ path, before: 'a\n', after: text })).not.toThrow();
});
