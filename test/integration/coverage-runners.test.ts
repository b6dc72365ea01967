import { expect, test } from 'vitest';
import type { Runner } from '../../src/environment/commands.ts';
import { runWithCoverage } from '../../src/verify/line-coverage/run-with-coverage.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { findHostRegistry } from '../support/host-registry.ts';
import { toolchainBox, toolMs } from '../support/toolchain-box.ts';

/** Executed lines end in `// +`, missed ones in `// -`. */
const typed = [
  'export type Sign = 1 | -1;',
  '',
  'export const never = (a: { readonly name: string }): string => a.name; // -',
  'export function sign(a: number): Sign { // +',
  '  if (a < 0) { // +',
  '    return -1; // -',
  '  }',
  '  return 1; // +',
  '}',
];
const plain = [
  'exports.never = (a) => a.name; // -',
  'exports.sign = (a) => { // +',
  '  if (a < 0) return -1; // -',
  '  return a > 100 ? -1 : 1; // -',
  '};',
  'exports.sign(0); // +',
];

test.for<{
  readonly runner: Runner;
  readonly packages: Readonly<Record<string, string>>;
  readonly source: { readonly path: string; readonly lines: readonly string[] };
  readonly testFile: readonly [string, string];
}>([
  {
    runner: 'vitest',
    packages: { vitest: '3.2.4', '@vitest/coverage-v8': '3.2.4' },
    source: { path: 'src/sign.ts', lines: typed },
    testFile: [
      'src/sign.test.ts',
      "import { test } from 'vitest';\nimport { sign } from './sign.ts';\ntest('all', () => { sign(2); });\n",
    ],
  },
  {
    runner: 'jest',
    packages: { jest: '29.7.0' },
    source: { path: 'src/sign.js', lines: plain },
    testFile: ['src/sign.test.js', "const { sign } = require('./sign.js');\ntest('all', () => { sign(2); });\n"],
  },
  {
    runner: 'mocha',
    packages: { mocha: '11.8.0' },
    source: { path: 'src/sign.js', lines: plain },
    testFile: ['test/sign.js', "const { sign } = require('../src/sign.js');\nit('all', () => { sign(2); });\n"],
  },
])(
  '$runner tells the lines of the source that it executed',
  { timeout: 300_000 },
  async ({ runner, packages, source, testFile }) => {
    const { rule } = findHostRegistry();
    await using sandboxes = await dockerSandboxesForTests();
    const spec = sandboxes.spec({
      limits: { cpus: 2, memoryMiB: 1024, pids: 256, workspaceMiB: 512, workspaceInodes: 60_000 },
      network: { kind: 'egress', allow: [rule], onAttempt: () => undefined },
    });
    await using workspace = await sandboxes.provider.create(spec, never);
    const script = runner === 'vitest' ? 'vitest run' : runner;
    await workspace.files.write(
      'package.json',
      JSON.stringify({ scripts: { test: script }, devDependencies: packages }),
    );
    await workspace.files.write(source.path, source.lines.join('\n'));
    await workspace.files.write(...testFile);

    const coverage = await runWithCoverage(
      { workspace, onCommand: () => undefined, blockedHosts: () => [] },
      {
        plan: {
          services: [],
          setup: [],
          companions: [],
          ladder: [{ command: 'npm install --no-package-lock', cures: [] }],
          test: { command: 'npm test', script, env: {}, runner },
        },
        sources: [
          { path: source.path, text: source.lines.join('\n'), lines: source.lines.map((_, index) => index + 1) },
        ],
        installTimeoutMs: 200_000,
        testTimeoutMs: 60_000,
      },
      never,
    );

    expect(coverage).toEqual([
      { path: source.path, covered: marked(source.lines, '// +'), uncovered: marked(source.lines, '// -') },
    ]);
  },
);

const goSource = [
  'package app',
  '',
  'import "example.test/app/deep"',
  '',
  'type Named struct{ Name string }',
  '',
  'func Sign(a int) int {',
  '\tif a < 0 { // +',
  '\t\treturn -1 // -',
  '\t}',
  '\tif a > 100 { return 100 } // -',
  '\treturn deep.One(a) // +',
  '}',
  '',
  'func Never() string { return "größe" } // -',
];

test('Go tells the lines that its tests executed, of other packages as well', { timeout: toolMs }, async () => {
  await using go = await toolchainBox({ image: 'go', allow: [], upstreamCaPem: null });
  const deep = ['package deep', '', 'func One(a int) int {', '\treturn a // +', '}'];
  const files = {
    'go.mod': 'module example.test/app\n\ngo 1.21\n',
    'sign.go': goSource.join('\n'),
    'deep/deep.go': deep.join('\n'),
    'sign_test.go': 'package app\n\nimport "testing"\n\nfunc TestSign(t *testing.T) { Sign(2) }\n',
  };
  for (const [path, text] of Object.entries(files)) await go.sandbox.files.write(path, text);
  const sourceOf = (path: string, lines: readonly string[]) => ({
    path,
    text: lines.join('\n'),
    lines: lines.map((_, index) => index + 1),
  });
  const command = 'go test -coverprofile=own.out . && go test ./...';

  const coverage = await runWithCoverage(
    { workspace: go.sandbox, onCommand: () => undefined, blockedHosts: () => [] },
    {
      plan: {
        services: [],
        setup: [],
        companions: [],
        ladder: [],
        test: { command, script: command, env: {}, runner: 'go-test' },
      },
      sources: [sourceOf('sign.go', goSource), sourceOf('deep/deep.go', deep)],
      installTimeoutMs: 1000,
      testTimeoutMs: toolMs,
    },
    never,
  );

  expect(coverage).toEqual([
    { path: 'sign.go', covered: marked(goSource, '// +'), uncovered: marked(goSource, '// -') },
    { path: 'deep/deep.go', covered: marked(deep, '// +'), uncovered: [] },
  ]);
  expect(await go.sandbox.files.stat('own.out')).not.toBeNull();
});

const never = new AbortController().signal;

function marked(lines: readonly string[], mark: string): readonly number[] {
  return lines.flatMap((line, index) => (line.endsWith(mark) ? [index + 1] : []));
}
