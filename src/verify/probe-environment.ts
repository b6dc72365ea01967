import type { Runner } from '../environment/commands.ts';

/** Where the probe's files lie in the box; they are the same for every run. */
export const probeFolder = '/tmp/sandpiper-probe';

/** Names the folder in the box that the probe writes results to. */
export const resultsVariable = 'SANDPIPER_RESULTS';

/** The files of each runner's probe. Of a Java build, only the reports it writes by itself are read. */
export function probeFiles(runner: Runner): readonly string[] {
  return files[runner];
}

/**
 * The environment that makes `runner` write down its results while the repository's own command runs unchanged. `own` is what
 * that command is given anyway. `script` is what it executes: node:test wants one destination for each reporter, so its own
 * must be counted.
 */
export function probeEnvironment(runner: Runner, script: string, own: Environment = {}): Environment {
  switch (runner) {
    case 'exit-code':
    case 'junit':
      return {};
    case 'pytest':
      return { PYTEST_ADDOPTS: '-p sandpiper_pytest', PYTHONPATH: probeFolder };
    case 'node-test':
      return { NODE_OPTIONS: nodeTestOptions(script) };
    case 'go-test':
      return { GOFLAGS: `${own['GOFLAGS'] ?? ''} ${goFlags}`.trim() };
    case 'cargo-test':
      return Object.fromEntries(rustTargets.map((target) => [`CARGO_TARGET_${target}_RUNNER`, cargoRunner]));
    case 'vitest':
    case 'jest':
    case 'mocha':
    case 'ava':
    case 'tap':
      return { NODE_OPTIONS: `--import=file://${probeFolder}/preload.mjs` };
  }
}

type Environment = Readonly<Record<string, string>>;

const preload = ['preload.mjs', 'mocha-reporter.cjs', 'ava-results.mjs'];
const files: Readonly<Record<Runner, readonly string[]>> = {
  'exit-code': [],
  junit: [],
  vitest: preload,
  jest: preload,
  mocha: preload,
  ava: preload,
  tap: preload,
  'node-test': ['node-test-reporter.mjs'],
  pytest: ['sandpiper_pytest.py'],
  'go-test': ['go-test-exec.sh', 'go-test-quiet.awk'],
  'cargo-test': ['cargo-test-runner.sh'],
};

/** A result that Go remembers is one whose test program is not started. */
const goFlags = `-exec=${probeFolder}/go-test-exec.sh -count=1`;
const cargoRunner = `${probeFolder}/cargo-test-runner.sh`;
const rustTargets = ['X86_64', 'AARCH64'].flatMap((arch) =>
  ['GNU', 'MUSL'].map((libc) => `${arch}_UNKNOWN_LINUX_${libc}`),
);

function nodeTestOptions(script: string): string {
  const reporters = script.match(/--test-reporter(?=[\s=])/g)?.length ?? 0;
  const destinations = script.match(/--test-reporter-destination(?=[\s=])/g)?.length ?? 0;
  const probe = [`--test-reporter=file://${probeFolder}/node-test-reporter.mjs`, '--test-reporter-destination=stdout'];
  if (reporters === 0) return ['--test-reporter=spec', '--test-reporter-destination=stdout', ...probe].join(' ');
  if (destinations === 0) return [...probe, '--test-reporter-destination=stdout'].join(' ');
  return probe.join(' ');
}
