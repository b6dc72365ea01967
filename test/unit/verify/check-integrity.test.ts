import { expect, test } from 'vitest';
import type { ChangedText } from '../../../src/verify/changed-text.ts';
import { checkIntegrity } from '../../../src/verify/check-integrity.ts';
import type { IntegrityFinding, TestCommand } from '../../../src/verify/suite.ts';

function check(changes: readonly ChangedText[], script = 'node --test', isExitCodeOnly = false) {
  const command: TestCommand = { command: 'npm test', script, env: {}, runner: 'node-test' };
  return checkIntegrity(changes, { command, isExitCodeOnly });
}

const code: ChangedText = { path: 'src/a.js', before: 'x', after: 'y' };
const two = "test('one', () => { assert.equal(f(), 1); });\ntest('two', () => { assert.equal(g(), 2); });\n";
const change = (after: string | null, before: string | null = two): ChangedText => ({
  path: 'test/a.test.js',
  before,
  after,
});
const manifest = (scripts: object) => JSON.stringify({ scripts });

const attacks: readonly (readonly [string, readonly ChangedText[], readonly string[]])[] = [
  ['a deleted test', [code, change(two.split('\n')[0] ?? '')], ['test-deleted', 'assertions-removed']],
  ['a deleted test file', [code, change(null)], ['test-deleted', 'assertions-removed']],
  ['a deleted helper of the tests', [code, { path: 'test/helper.js', before: 'f();', after: null }], ['test-deleted']],
  [
    'a commented-out test',
    [code, change(two.replace("test('two'", "// test('two'"))],
    ['test-deleted', 'assertions-removed'],
  ],
  [
    'a test in a block comment',
    [code, change(two.replace("test('two'", "/*\ntest('two'").concat('*/'))],
    ['test-deleted', 'assertions-removed'],
  ],
  ['one of two equal titles gone', [code, change("it('x', f);", "it('x', f);\nit('x', g);")], ['test-deleted']],
  ['test.skip', [code, change(two.replace("test('two'", "test.skip('two'"))], ['test-skipped']],
  ['it.concurrent.skip', [code, change("it.concurrent.skip('x', f);", "it.concurrent('x', f);")], ['test-skipped']],
  ["it['skip']", [code, change("it['skip']('x', f);", "it('x', f);")], ['test-skipped']],
  ['describe.skip', [code, change(`describe.skip('all', () => {\n${two}});`)], ['test-skipped']],
  ['xit', [code, change("xit('x', f);", "it('x', f);")], ['test-skipped']],
  ['{ skip: true }', [code, change(two.replace("'two', ", "'two', { skip: true }, "))], ['test-skipped']],
  ['a reason to skip', [code, change(two.replace("'two', ", "'two', { skip: 'flaky' }, "))], ['test-skipped']],
  ['t.skip()', [code, change(two.replace('assert.equal(g(), 2)', 't.skip(); assert.equal(g(), 2)'))], ['test-skipped']],
  ['it.todo', [code, change("it.todo('x');", "it('x', f);")], ['test-skipped']],
  ['an inverted test', [code, change(two.replace("test('two'", "test.fails('two'"))], ['test-skipped']],
  ['test.only', [code, change(two.replace("test('one'", "test.only('one'"))], ['test-focused']],
  ['fit', [code, change("fit('x', f);", "it('x', f);")], ['test-focused']],
  ['an assertion that is gone', [code, change(two.replace('assert.equal(g(), 2);', 'g();'))], ['assertions-removed']],
  [
    'an expectation that is gone',
    [code, change("it('x', () => {});", "it('x', () => { expect(1).toBe(f()); });")],
    ['assertions-removed'],
  ],
  [
    'an assertion made hollow',
    [code, change(two.replace('assert.equal(g(), 2)', 'assert.ok(true)'))],
    ['assertions-removed'],
  ],
  [
    'an expectation made hollow',
    [code, change("it('x', () => { expect(true).toBe(true); });", "it('x', () => { expect(f()).toBe(1); });")],
    ['assertions-removed'],
  ],
  ['nothing but tests', [change(`${two}test('three', f);`)], ['only-tests-changed']],
  [
    'another test script',
    [code, { path: 'package.json', before: manifest({ test: 'node --test' }), after: manifest({ test: 'true' }) }],
    ['test-command-changed'],
  ],
  [
    'another script that the test script runs',
    [
      code,
      {
        path: 'package.json',
        before: manifest({ test: 'npm run unit', unit: 'mocha' }),
        after: manifest({ test: 'npm run unit', unit: 'true' }),
      },
    ],
    ['test-command-changed'],
  ],
  [
    'a new script before the tests',
    [
      code,
      {
        path: 'package.json',
        before: manifest({ test: 'mocha' }),
        after: manifest({ test: 'mocha', pretest: 'rm -r test' }),
      },
    ],
    ['test-command-changed'],
  ],
  [
    'a test script that is gone',
    [code, { path: 'package.json', before: manifest({ test: 'mocha' }), after: null }],
    ['test-command-changed'],
  ],
  [
    'another Makefile target',
    [code, { path: 'Makefile', before: 'test:\n\t./run\n', after: 'test:\n\ttrue\n' }],
    ['test-command-changed'],
  ],
];

test.for(attacks)('finds %s', ([, changes, kinds]) => {
  expect(check(changes).map((finding) => finding.kind)).toEqual(kinds);
});

const file = (path: string, before: string | null, after: string | null): ChangedText => ({ path, before, after });
type Kind = IntegrityFinding['kind'];

test.for<readonly [string, string, ChangedText, Kind]>([
  ['a script that it names', 'bash ci/test.sh', file('ci/test.sh', 'node --test', 'exit 0'), 'test-setup-changed'],
  ['a script it calls elsewhere', 'cd ci && ./test.sh', file('ci/test.sh', 'x', 'exit 0'), 'test-setup-changed'],
  ['a script among its tests', 'sh test/run.sh', file('test/run.sh', 'x', 'exit 0'), 'test-setup-changed'],
  ['a module it names by half', 'node ./scripts/check', file('scripts/check.mjs', 'x', 'y'), 'test-setup-changed'],
  ['what it loads first', 'node --import=./setup.mjs --test', file('setup.mjs', 'x', 'y'), 'test-setup-changed'],
  [
    'the test script of a workspace',
    'npm test --workspaces',
    file('packages/a/package.json', manifest({ test: 'mocha' }), manifest({ test: 'true' })),
    'test-command-changed',
  ],
  [
    'another script of a workspace',
    'npm run check -ws',
    file('packages/a/package.json', manifest({ check: 'mocha' }), manifest({ check: 'true' })),
    'test-setup-changed',
  ],
  ['a deeper Makefile', 'make -C a test', file('a/Makefile', 'test:\n\t./x', 'test:\n\ttrue'), 'test-command-changed'],
  ['what a target needs', 'make test', file('Makefile', 'unit:\n\t./x', 'unit:\n\ttrue'), 'test-setup-changed'],
  ['an included Makefile', 'make test', file('ci/unit.mk', 'x', 'y'), 'test-setup-changed'],
])('finds a change to what `%s` means: %s', ([, script, change, kind]) => {
  expect(check([code, change], script).map((finding) => finding.kind)).toEqual([kind]);
  expect(check([code, { ...change, path: 'docs/a.md' }], script)).toEqual([]);
});

test.for([
  'vitest.config.ts',
  'vitest.config.unit.mts',
  'vitest.workspace.ts',
  'packages/a/vite.config.js',
  'jest.config.json',
  'jest.setup.js',
  'jest-preset.js',
  '.mocharc.yml',
  '.mocharc',
  'babel.config.cjs',
  '.babelrc',
  'ava.config.js',
  '.npmrc',
  'src/setupTests.ts',
  'pytest.ini',
  'node_modules/mocha/index.js',
])('finds that %s was added, changed or deleted', (path) => {
  for (const change of [file(path, null, 'x'), file(path, 'x', 'y'), file(path, 'x', null)])
    expect(check([code, change]).map((finding) => finding.kind)).toEqual(['test-setup-changed']);
});

test.for([
  { mocha: { spec: 'none' } },
  { jest: { testMatch: [] } },
  { ava: { files: [] } },
  { devDependencies: { mocha: 'file:./fake' } },
  { scripts: { postinstall: 'rm -r test' } },
])('finds that package.json sets up its tests otherwise: %j', (fields) => {
  const change = file('package.json', '{"scripts":{}}', JSON.stringify({ scripts: {}, ...fields }));

  expect(check([code, change]).map((finding) => finding.kind)).toEqual(['test-setup-changed']);
});

test.for([
  'process.env.SANDPIPER_RESULTS',
  "readdirSync('/tmp').find((name) => name.startsWith('sandpiper-results-'))",
  "import('/tmp/sandpiper-probe/preload.mjs')",
])('finds code that knows of the probe: %s', (text) => {
  expect(check([file('src/a.js', 'x', text)]).map((finding) => finding.kind)).toEqual(['probe-named']);
  expect(check([file('src/a.js', `${text} 1`, text)])).toEqual([]);
});

test.for([
  ['pkg/foo_test.go', 'func TestFoo(t *testing.T) {}'],
  ['test_foo.py', 'def test_foo():\n  assert foo()'],
  ['pkg/foo_test.py', 'class Foo: pass'],
  ['lib/foo_spec.rb', "it 'does' do\nend"],
  ['src/FooTest.java', 'class FooTest {}'],
  ['tests/foo.rs', '#[test]\nfn foo() {}'],
  ['tests/data.txt', 'data'],
] as const)('finds that %s was deleted or emptied, and not that it was moved', ([path, text]) => {
  for (const after of [null, '', '\n', '# nothing\n'])
    expect(check([code, file(path, text, after)]).map((finding) => finding.kind)[0]).toBe('test-deleted');
  expect(check([code, file(path, text, null), file(`more/${path}`, null, text)])).toEqual([]);
  expect(check([code, file(path, text, null), file('attic.txt', null, text)])).not.toEqual([]);
});

test('finds any change to tests when single tests are not known', () => {
  const change = file('pkg/foo_test.go', 'a', 'b');

  expect(check([code, change], 'go test', true).map((finding) => finding.kind)).toEqual(['tests-changed']);
  expect(check([code, change], 'go test', false)).toEqual([]);
});

const honest: readonly (readonly [string, readonly ChangedText[]])[] = [
  ['a new test', [code, change(`${two}test('three', () => { assert.ok(f()); });`)]],
  ['a new test file', [code, change(two, null)]],
  ['a test with another name inside', [code, change(two.replace('g(), 2', 'h(), 2'))]],
  ['a test that was skipped and is not any more', [code, change(two, two.replace('test(', 'test.skip('))]],
  ['a test file that was renamed', [code, change(null), { path: 'test/b.test.js', before: null, after: two }]],
  [
    'another script of package.json',
    [
      code,
      {
        path: 'package.json',
        before: manifest({ test: 'mocha' }),
        after: manifest({ test: 'mocha', start: 'node .' }),
      },
    ],
  ],
  ['the same words outside the tests', [code, { path: 'src/it.js', before: two, after: 'it.only.skip()' }]],
  ['an address and a glob in a test', [code, change(`${two}const x = 'http://a/*'; const y = 'src/**/*.js';`)]],
  ['source that the test command does not name', [file('src/node.js', 'x', 'y'), file('lib/test-kit.txt', 'x', 'y')]],
  ['a Makefile where make is not used', [file('Makefile', 'all:\n\tx', 'all:\n\ty')]],
  ['another dependency', [file('package.json', '{"dependencies":{"a":"1"}}', '{"dependencies":{"a":"2"}}')]],
  ['no change at all', []],
];

test.for(honest)('is silent about %s', ([, changes]) => {
  expect(check(changes)).toEqual([]);
});

test('says which tests are gone, and how many it does not name', () => {
  const titles = Array.from({ length: 8 }, (_, index) => `it('number ${index}', f);`).join('\n');

  const [finding] = check([code, change('', titles)]);

  expect(finding?.detail).toBe(
    'no longer contains the tests "number 0", "number 1", "number 2", "number 3", "number 4" and 3 more',
  );
});

test('reads a hostile file in linear time', () => {
  const hostile = [
    'it('.repeat(50_000),
    `it('${'\\'.repeat(200_000)}`,
    '/*'.repeat(100_000),
    'expect.'.repeat(50_000),
  ].join('\n');

  expect(check([code, change(hostile)])).not.toEqual([]);
}, 5000);
