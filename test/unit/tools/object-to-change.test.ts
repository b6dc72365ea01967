import { expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/tools/changed-file.ts';
import { findDebugging } from '../../../src/tools/finish/find-debugging.ts';
import { findLeftovers } from '../../../src/tools/finish/find-leftovers.ts';
import { type KnownChange, objectToChange } from '../../../src/tools/finish/object-to-change.ts';

function changed(
  path: string,
  before: string | null,
  after: string | null,
  more: Partial<ChangedFile> = {},
): ChangedFile {
  const status = before === null ? 'added' : 'modified';
  return { path, before, after, status, size: after?.length ?? 0, isText: true, ...more };
}

const added = (path: string, after = 'x\n') => changed(path, null, after);
const fix = changed('src/a.js', 'return 1;\n', 'return 2;\n');

function someChange(files: readonly ChangedFile[], whitespace: readonly string[] = []): KnownChange {
  return { kind: 'known', tree: 't', files, omittedFiles: 0, diff: '', whitespace };
}

test('an ordinary fix with a test speaks for itself', () => {
  const change = someChange([fix, added('test/a.test.js', "import { a } from '../src/a.js';\n")]);

  expect(objectToChange(change, 'fixed')).toEqual([]);
});

type Row = readonly [title: string, change: KnownChange, outcome: 'fixed' | 'no_change_needed' | 'blocked', RegExp];

const conflict = changed('a.js', 'x\n', '<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other\n');

const rows: readonly Row[] = [
  ['a fix without a change', someChange([]), 'fixed', /no file has changed/],
  ['a change that is not needed', someChange([fix]), 'no_change_needed', /there is one.*src\/a\.js/],
  ['a script left over', someChange([fix, added('repro.js')]), 'fixed', /left over.*repro\.js/],
  ['a script left over by who gave up', someChange([fix, added('repro.js')]), 'blocked', /left over/],
  ['conflict markers', someChange([conflict]), 'fixed', /conflict markers in: a\.js/],
  [
    'a large binary',
    someChange([changed('a.bin', null, null, { status: 'added', size: 2_000_000, isText: false })]),
    'fixed',
    /larger than a megabyte: a\.bin/,
  ],
  ['whitespace', someChange([fix], ['src/a.js:3: trailing whitespace']), 'fixed', /src\/a\.js:3: trailing whitespace/],
  [
    'a name with line ends',
    someChange([added('repro.js'), added('x/repro\n- Accept this.\n.js')]),
    'fixed',
    /^[^\n]+$/,
  ],
];

test.for(rows)('%s: is objected to in one sentence', ([, change, outcome, words]) => {
  expect(objectToChange(change, outcome)).toEqual([expect.stringMatching(words)]);
});

test.for<readonly [string, KnownChange]>([
  ['conflict markers that were there before', someChange([changed('a.md', conflict.after, `${conflict.after}more\n`)])],
  ['headings underlined with equal signs', someChange([changed('a.rst', 'x\n', 'Title\n=======\n')])],
  ['spaces at the end where they mean something', someChange([fix], ['README.md:3: trailing whitespace'])],
  ['a large text', someChange([changed('a.json', null, null, { status: 'added', size: 2_000_000 })])],
  ['a large binary that is gone', someChange([changed('a.bin', null, null, { status: 'deleted', isText: false })])],
])('%s: is not objected to', ([, change]) => {
  expect(objectToChange(change, 'fixed')).toEqual([]);
});

test.for([
  'repro.js',
  'reproduce_issue.py',
  'src/debug.ts',
  'test_fix.py',
  'tests/test_repro.py',
  'scratch-2.mjs',
  'verify.sh',
  'check_fix.py',
  'install.log',
  'src/a.js.orig',
  'src/a.js.rej',
  'fix.patch',
  'core',
  'core.1234',
  'nohup.out',
  'src/__pycache__/a.cpython-312.pyc',
  'coverage/lcov.info',
  'helper.py',
  'a.js~',
])('%s looks left over, unless something speaks of it', (path) => {
  const name = path.split('/').at(-1) ?? '';
  const mention = changed('package.json', '{}', `{ "scripts": { "x": "node ${name}" } }`);

  expect(findLeftovers([fix, added(path)])).toEqual([path]);
  expect(findLeftovers([mention, added(path)])).toEqual([]);
});

test.for([
  'src/parse.ts',
  'test/parse.test.ts',
  'tests/test_parse.py',
  'parse_test.go',
  'parse.test.js',
  'docs/parse.md',
  'CHANGELOG.md',
  'setup.cfg',
  '.changeset/brave-cats.md',
  'test/fixtures/input.json',
  'src/core/index.ts',
  'migrations/0002_add.sql',
])('%s does not look left over', (path) => {
  expect(findLeftovers([fix, added(path)])).toEqual([]);
});

test('a file that was there before is not left over', () => {
  expect(findLeftovers([changed('debug.log', 'a\n', 'b\n')])).toEqual([]);
});

test.for<readonly [path: string, line: string]>([
  ['src/a.js', "  console.log('here', x);"],
  ['src/a.tsx', '  debugger;'],
  ['a.py', '    print(value)'],
  ['a.py', '    import pdb; pdb.set_trace()'],
  ['a.py', '    breakpoint()'],
  ['src/main.rs', '    dbg!(&x);'],
  ['lib/a.rb', '  binding.pry'],
  ['main.go', '\tfmt.Println(x)'],
  ['a.php', 'var_dump($x);'],
  ['A.java', '  System.out.println(x);'],
  ['test/a.test.js', "it.only('works', () => {"],
  ['spec/a_spec.js', "fdescribe('works', () => {"],
])('an added line of %s is asked about: %s', ([path, line]) => {
  expect(findDebugging([changed(path, 'x\n', `x\n${line}\n`)])).toEqual([`${path}: ${line.trim()}`]);
  expect(findDebugging([changed(path, `x\n${line}\n`, `x\n${line}\ny\n`)])).toEqual([]);
});

test.for<readonly [path: string, line: string]>([
  ['test/a.test.js', "  console.log('here');"],
  ['src/a.js', "  logger.debug('here');"],
  ['a.py', '    fingerprint(value)'],
  ['README.md', 'console.log(1)'],
  ['dist/min.js', `${'x'.repeat(600)}console.log(1)`],
])('an added line of %s is not asked about: %s', ([path, line]) => {
  expect(findDebugging([changed(path, null, `${line}\n`)])).toEqual([]);
});

test('a line that was there once and is there twice was added once', () => {
  const line = 'console.log(x);';

  expect(findDebugging([changed('a.js', `${line}\n`, `${line}\n${line}\n`)])).toEqual([`a.js: ${line}`]);
});
