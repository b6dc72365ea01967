import type { Runner } from '../environment/commands.ts';

/** Where the probe's files lie in the box; they are the same for every run. */
export const probeFolder = '/tmp/sandpiper-probe';

/** Names the folder in the box that the probe writes results to. */
export const resultsVariable = 'SANDPIPER_RESULTS';

/**
 * The environment that makes `runner` write down its results while the repository's own command runs unchanged.
 * `script` is what that command executes: node:test wants one destination for each reporter, so its own must be counted.
 */
export function probeEnvironment(runner: Runner, script: string): Readonly<Record<string, string>> {
  if (runner === 'exit-code') return {};
  if (runner === 'pytest') return { PYTEST_ADDOPTS: '-p sandpiper_pytest', PYTHONPATH: probeFolder };
  if (runner === 'node-test') return { NODE_OPTIONS: nodeTestOptions(script) };
  return { NODE_OPTIONS: `--import=file://${probeFolder}/preload.mjs` };
}

function nodeTestOptions(script: string): string {
  const reporters = script.match(/--test-reporter(?=[\s=])/g)?.length ?? 0;
  const destinations = script.match(/--test-reporter-destination(?=[\s=])/g)?.length ?? 0;
  const probe = [`--test-reporter=file://${probeFolder}/node-test-reporter.mjs`, '--test-reporter-destination=stdout'];
  if (reporters === 0) return ['--test-reporter=spec', '--test-reporter-destination=stdout', ...probe].join(' ');
  if (destinations === 0) return [...probe, '--test-reporter-destination=stdout'].join(' ');
  return probe.join(' ');
}
