import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/run/run-deps.ts';
import type { Proof } from '../../src/verify/suite.ts';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, step, tinyFiles, tinyRepository } from '../support/tiny-repository.ts';

type Files = Readonly<Record<string, string>>;

/** Lets the agent run one command in a repository, and gives what the run proved and what was run for it. */
async function proofOf(files: Files, command: string): Promise<Proof & { readonly purposes: ReadonlySet<string> }> {
  const purposes = new Set<string>();
  const onEvent = (event: RunEvent) => void (event.type === 'command' && purposes.add(event.purpose));
  const steps = [step(bash(command)), finish()];
  await using sandpiper = await startSandpiper({ seed: tinyRepository(files), steps, onEvent });
  const end = await sandpiper.label();
  const proof = (await sandpiper.record(end)).get('proof.json');
  if (proof === undefined) throw new Error(`Nothing was proved: ${JSON.stringify(end.outcome)}`);
  return { ...JSON.parse(proof), purposes };
}

const testOf = (imports: string, ...tests: readonly string[]) =>
  [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    imports,
    ...tests.map((line, index) => `test('${index + 1}', () => ${line});`),
    '',
  ].join('\n');

const write = (files: Files) =>
  Object.entries(files)
    .map(([path, text]) => `cat > ${path} <<'END'\n${text}END`)
    .join('\n');

const fixed = 'export const add = (a, b) => a + b;\n';
const green: Files = { 'add.js': fixed };
const sub = 'export const sub = (a, b) => a - b;\n';
const importSub = "import { sub } from './sub.js';";

test('a fix of a red test is looked at again on both sides, and hunk by hunk', async () => {
  const proof = await proofOf({}, write(green));

  expect(proof).toMatchObject({
    verdict: 'verified',
    failFirst: { kind: 'not-applicable' },
    comparison: { fixed: ['add.test.js > adds'], flaky: [] },
    touch: [{ path: 'add.js', from: 1, to: 1, noticed: 'yes', tests: ['add.test.js > adds'] }],
    coverage: [{ path: 'add.js', covered: [1], uncovered: [] }],
  });
  const purposes = ['base', 'base-again', 'coverage', 'head', 'head-again', 'touch'];
  expect([...proof.purposes].sort()).toEqual(purposes);
});

test('the same change proved twice is judged the same', async () => {
  const said = async () => {
    const { verdict, because, comparison, failFirst, touch } = await proofOf({}, write(green));
    return { verdict, because, comparison, failFirst, touch };
  };

  expect(await said()).toEqual(await said());
});

test.for([
  ['needs the new code', 'assert.equal(sub(3, 1), 2)', 'verified', 'proven'],
  ['fails at head', 'assert.equal(sub(3, 1), 3)', 'failed', 'not-applicable'],
] as const)('a new test of a new file that %s', async ([, line, verdict, kind]) => {
  const proof = await proofOf(green, write({ 'sub.js': sub, 'sub.test.js': testOf(importSub, line) }));

  expect(proof).toMatchObject({ verdict, failFirst: { kind } });
});

test('a new test that passes without the change proves nothing', async () => {
  const idle = testOf("import { add } from './add.js';", 'assert.equal(add(1, 1), 2)');

  expect(await proofOf(green, write({ 'sub.js': sub, 'sub.test.js': idle }))).toMatchObject({
    verdict: 'regression-safe',
    failFirst: { kind: 'not-proven', tests: ['sub.test.js > 1'] },
  });
});

test('a new test whose file misses something that nobody brings proves nothing', async () => {
  const trap = "if (!existsSync('sub.js')) await import('./left-pad.js');";
  const imports = `import { existsSync } from 'node:fs';\n${trap}`;

  expect(
    await proofOf(green, write({ 'sub.js': sub, 'sub.test.js': testOf(imports, 'assert.ok(1 + 1)') })),
  ).toMatchObject({ verdict: 'regression-safe', failFirst: { kind: 'not-proven', tests: ['sub.test.js > 1'] } });
});

test('half a fix is told as half a fix', async () => {
  const tests = testOf(
    "import { add } from './add.js';",
    'assert.equal(add(1, 1), 2)',
    'assert.equal(add(0.1, 0.2), 0.3)',
  );

  expect(await proofOf({ 'sum.test.js': tests }, write(green))).toMatchObject({
    verdict: 'partial',
    comparison: { stillFailing: ['sum.test.js > 2'] },
  });
});

test('a red test that was turned, beside a change that does nothing, verifies nothing', async () => {
  const turn = "sed -i 's/add(2, 2), 4/add(2, 2), 0/' add.test.js && echo '// looked at' >> add.js";

  expect((await proofOf({}, turn)).verdict).not.toBe('verified');
});

test('a hunk that no test notices is named', async () => {
  const lines = (first: string, last: string) =>
    [first, ...'123456'.split('').map((n) => `// ${n}`), last, ''].join('\n');
  const before = lines('export const add = (a, b) => a - b;', 'export const name = "add";');
  const after = lines('export const add = (a, b) => a + b;', 'export const name = "sum";');

  expect((await proofOf({ 'add.js': before }, write({ 'add.js': after }))).touch).toMatchObject([
    { from: 1, to: 1, noticed: 'yes' },
    { from: 8, to: 8, noticed: 'no', tests: [] },
  ]);
});

test('by exit code alone, tests that fail on the code of base and pass at head are a proof', async () => {
  const hidden = JSON.stringify({ name: 'tiny', type: 'module', scripts: { test: 'NODE_OPTIONS= node --test' } });
  const change = write({ 'sub.js': sub, 'sub.test.js': testOf(importSub, 'assert.equal(sub(3, 1), 2)') });

  const proof = await proofOf({ ...tinyFiles, ...green, 'package.json': hidden }, change);

  expect(proof).toMatchObject({ verdict: 'verified', comparison: null, failFirst: { kind: 'proven', tests: [] } });
  expect(proof.because).toContain('by exit code only: 0 at base, 0 at head');
});
