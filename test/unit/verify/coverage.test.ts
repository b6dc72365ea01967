import { Session } from 'node:inspector/promises';
import { createContext, Script } from 'node:vm';
import { expect, test } from 'vitest';
import { type Collected, parseCollected } from '../../../src/verify/line-coverage/collected.ts';
import { markExecuted } from '../../../src/verify/line-coverage/mark-executed.ts';
import { readCoverage } from '../../../src/verify/line-coverage/read-coverage.ts';

/** Executed lines end in `// +`, missed ones in `// -`; of others nothing may be said. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'a function never called': [
    'function used(a) { // +',
    '  return a; // +',
    '}',
    'function never(a) { // -',
    '  return a; // -',
    '}',
    'used(1); // +',
  ],
  'a function never called on the line that names it': ['const never = (a) => a + 1; // -', 'const one = 1; // +'],
  'a callback never called': ['[].map((each) => { // -', '  return each; // -', '});'],
  'a branch not taken': [
    'const a = 1; // +',
    'if (a > 1) { // +',
    '  globalThis.x = a; // -',
    '} else {',
    '  globalThis.y = a; // +',
    '}',
    'if (a > 1) {} // +',
    'else if (a > 2) { // +',
    '  globalThis.x = a; // -',
    '}',
  ],
  'the other branch not taken': [
    'if (globalThis) {  // +',
    '  globalThis.x = 1; // +',
    '} else {',
    '  globalThis.y = 2; // -',
    '}',
    'globalThis.z = 3; // +',
  ],
  'a part of a line never executed': [
    'const f = (a) => { // +',
    '  if (a) throw new Error("no"); // -',
    '  return a ? 1 : 2; // -',
    '}',
    'f(0); // +',
  ],
  'a loop without a turn': ['for (const x of []) { // +', '  globalThis.x = x; // -', '}', 'globalThis.y = 1; // +'],
  'a catch and a finally': [
    'try {',
    '  globalThis.x = 1; // +',
    '} catch (error) { // -',
    '  throw error; // -',
    '} finally {',
    '  globalThis.y = 1; // +',
    '}',
  ],
  'a switch': [
    'switch (1 + 1) { // +',
    '  case 1: // -',
    '    globalThis.x = 1; // -',
    '    break; // -',
    '  case 2: // +',
    '    globalThis.y = 1; // +',
    '    break; // +',
    '  default: // -',
    '    globalThis.z = 1; // -',
    '}',
  ],
  'code after a return': ['const g = () => { // +', '  return 1; // +', '', '  // never', '};', 'g(); // +'],
  'a class': [
    'class A { // +',
    '  called() { // +',
    '    return 1; // +',
    '  }',
    '  uncalled() { // -',
    '    return 2; // -',
    '  }',
    '}',
    'new A().called(); // +',
  ],
  'blank lines and comments': [
    '',
    '// a comment',
    '/* a block',
    '   of words',
    ' */',
    'globalThis.x = 1; // +',
    '  ',
    '/* one line */',
    "globalThis.y = 'a // b'; // +",
  ],
  'an expression over several lines': [
    'const list = [ // +',
    '  1, // +',
    '  ...(list0() ? [ // +',
    '    2, // -',
    '  ] : []),',
    '];',
    'function list0() { return false; } // +',
  ],
  'words outside ASCII': ["const größe = 'ü – 𝒳'; // +", "const f = () => 'nie'; // -"],
};

test.for(Object.entries(programs))('V8 tells of %s', async ([, lines]) => {
  const text = lines.join('\n');

  const coverage = readCoverage([await runInV8(text), loaded()], [source(text)]);

  expect(coverage).toEqual([{ path, covered: marked(lines, '// +'), uncovered: marked(lines, '// -') }]);
});

test('executed in one process is executed', async () => {
  const lines = [
    'if (globalThis.second) { // +',
    '  globalThis.x = 1; // +',
    '} else {',
    '  globalThis.x = 2; // +',
    '}',
  ];
  const text = lines.join('\n');
  const first = await runInV8(text);
  const second = await runInV8(`globalThis.second = true;`, text);

  expect(readCoverage([first, loaded()], [source(text)])[0]?.uncovered).toEqual([2]);
  expect(readCoverage([first, second, loaded()], [source(text)])).toEqual([
    { path, covered: [1, 2, 4], uncovered: [] },
  ]);
});

test('only changed lines are told', async () => {
  const text = 'globalThis.x = 1;\nglobalThis.y = 2;\n() => 3;\n';

  expect(readCoverage([await runInV8(text), loaded()], [{ path, text, lines: [2] }])).toEqual([
    { path, covered: [2], uncovered: [] },
  ]);
});

const script: Extract<Collected, { kind: 'script' }> = {
  kind: 'script',
  path: 'src/a.ts',
  address: 'file:///workspace/src/a.ts',
  length: 10,
  ranges: [{ start: 0, end: 10, count: 1 }],
};

test.for<readonly [string, readonly Collected[], boolean]>([
  ['the text itself', [script], true],
  ['the text with the address Node adds', [{ ...script, length: 10 + '\n\n//# sourceURL='.length + 26 }], true],
  ['the text with the path Node adds', [{ ...script, length: 10 + '\n\n//# sourceURL='.length + 19 }], true],
  ['another text', [{ ...script, length: 11 }], false],
  ['another text in one of two processes', [script, { ...script, length: 400 }], false],
  ['a text of which nothing was counted', [], false],
])('%s is believed or not', ([, records, isKnown]) => {
  const coverage = readCoverage([...records, loaded()], [{ path: 'src/a.ts', text: 'let a = 1;', lines: [1] }]);

  expect(coverage).toEqual(isKnown ? [{ path: 'src/a.ts', covered: [1], uncovered: [] }] : []);
});

test.for<readonly [string, string, readonly string[], boolean]>([
  ['its neighbours were', 'src/new.js', ['src/old.js'], true],
  ['files below its neighbours were', 'src/new.js', ['src/deep/old.js'], true],
  ['only what is built from them was', 'src/new.js', ['dist/old.js'], false],
  ['only files of another language were', 'src/new.ts', ['src/old.js'], false],
  ['only tests beside it were', 'src/new.js', ['src/old.test.js'], false],
  ['nothing was', 'src/new.js', [], false],
])('a file that was never loaded is told untested or not where %s', ([, changed, paths, isTold]) => {
  const coverage = readCoverage([loaded(paths)], [{ path: changed, text: '// new\nlet a = 1;\n', lines: [1, 2] }]);

  expect(coverage).toEqual(isTold ? [{ path: changed, covered: [], uncovered: [2] }] : []);
});

test('lines that hold nothing but types are neither', () => {
  const text = 'type A = 1;\nlet a = 1;';
  const records: readonly Collected[] = [
    { ...script, length: text.length, ranges: [{ start: 0, end: text.length, count: 1 }] },
    { kind: 'types', path: 'src/a.ts', lines: [1] },
    loaded(),
  ];

  expect(readCoverage(records, [{ path: 'src/a.ts', text, lines: [1, 2] }])).toEqual([
    { path: 'src/a.ts', covered: [2], uncovered: [] },
  ]);
});

test('statements of an instrumented file are told by their place in its source', () => {
  const text = 'export const f = (a) => {\n  if (a) return 1;\n  return a ?? 2;\n};\nf(0);\n';
  const part = (from: readonly [number, number], to: readonly [number, number], count: number) => ({
    start: { line: from[0], column: from[1] },
    end: { line: to[0], column: to[1] },
    count,
  });
  const parts = [
    part([1, 13], [4, 1], 1),
    part([2, 2], [2, 18], 1),
    part([2, 9], [2, 18], 0),
    part([3, 2], [3, 1e6], 1),
    part([3, 14], [3, 15], 0),
    part([5, 0], [5, 5], 1),
  ];

  const records: readonly Collected[] = [{ kind: 'parts', path: 'a.js', parts }, loaded()];

  expect(readCoverage(records, [{ path: 'a.js', text, lines: [1, 2, 3, 4, 5] }])).toEqual([
    { path: 'a.js', covered: [1, 5], uncovered: [2, 3] },
  ]);
});

test('Python tells lines, and one process that executed one is enough', () => {
  const records: readonly Collected[] = [
    { kind: 'lines', path: 'a.py', executed: [1, 2], missed: [3, 4] },
    { kind: 'lines', path: 'a.py', executed: [1, 3], missed: [2, 4] },
    loaded(),
  ];

  expect(readCoverage(records, [{ path: 'a.py', text: '1\n2\n3\n4\n5\n', lines: [2, 3, 4, 5] }])).toEqual([
    { path: 'a.py', covered: [2, 3], uncovered: [4] },
  ]);
});

const last = '{"kind":"loaded","paths":[]}';
test.for<readonly [string, string, boolean]>([
  ['all that was collected', `${JSON.stringify(script)}\n${last}\n`, true],
  ['no last line', `${JSON.stringify(script)}\n`, false],
  ['a line that is cut', `${JSON.stringify(script).slice(0, 30)}\n${last}\n`, false],
  ['a negative offset', `${JSON.stringify({ ...script, length: -1 })}\n${last}\n`, false],
  ['an offset that is no whole number', `${JSON.stringify({ ...script, length: 1.5 })}\n${last}\n`, false],
  ['an unknown kind', `{"kind":"covered","path":"a.js","lines":[1]}\n${last}\n`, false],
  ['nothing', '', false],
])('%s is read or not', ([, text, isRead]) => {
  expect(parseCollected(text) !== null).toBe(isRead);
});

test('ranges that overlap as none should, and reach out of the text, are cut', () => {
  const states = new Uint8Array(10);

  markExecuted(states, [
    { start: 0, end: 6, count: 1 },
    { start: 4, end: 900, count: 0 },
    { start: 5000, end: 6000, count: 1 },
    { start: 8, end: 2, count: 0 },
  ]);

  expect([...states]).toEqual([2, 2, 2, 2, 1, 1, 0, 0, 0, 0]);
});

const path = 'probe.js';

function source(text: string) {
  return { path, text, lines: text.split('\n').map((_, index) => index + 1) };
}

function loaded(paths: readonly string[] = []): Collected {
  return { kind: 'loaded', paths: [...paths] };
}

function marked(lines: readonly string[], mark: string): readonly number[] {
  return lines.flatMap((line, index) => (line.endsWith(mark) ? [index + 1] : []));
}

/** The last text as V8 counts it, whatever the others did before. */
async function runInV8(...texts: readonly string[]): Promise<Collected> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    const context = createContext({});
    const addresses = texts.map((text) => {
      const filename = `file:///${crypto.randomUUID()}/probe.js`;
      new Script(text, { filename }).runInContext(context);
      return filename;
    });
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const address = addresses.at(-1) ?? '';
    const functions = result.find(({ url }) => url === address)?.functions ?? [];
    const ranges = functions
      .flatMap((each) => each.ranges)
      .map(({ startOffset, endOffset, count }) => ({ start: startOffset, end: endOffset, count }));
    return { kind: 'script', path, address, length: ranges[0]?.end ?? 0, ranges };
  } finally {
    session.disconnect();
  }
}
