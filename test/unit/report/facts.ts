import type { PullRequestFacts } from '../../../src/report/pull-request-facts.ts';
import type { Proof } from '../../../src/verify/suite.ts';
import { someFinish } from '../../support/some-finish.ts';

const base: Proof['base'] = {
  sha: '1111111111111111111111111111111111111111',
  install: {
    command: 'npm ci',
    exit: { reason: 'exited', code: 0 },
    durationMs: 4100,
    stdout: 'added 3 packages\n',
    stderr: '',
  },
  test: {
    command: 'npm test',
    exit: { reason: 'exited', code: 1 },
    durationMs: 830,
    stdout: '✖ adds\n',
    stderr: 'npm error\n',
  },
  runner: 'node-test',
  tests: [
    { id: 'test/add.js > adds', status: 'failed' },
    { id: 'test/add.js > is there', status: 'passed' },
  ],
};

/** One failing test fixed by one changed line. */
export const verified: Proof = {
  verdict: 'verified',
  because: '1 test that failed at base passes at head, and nothing broke.',
  base,
  head: {
    ...base,
    sha: '2222222222222222222222222222222222222222',
    test: { command: 'npm test', exit: { reason: 'exited', code: 0 }, durationMs: 790, stdout: '✔ adds\n', stderr: '' },
    tests: [
      { id: 'test/add.js > adds', status: 'passed' },
      { id: 'test/add.js > is there', status: 'passed' },
    ],
  },
  comparison: { fixed: ['test/add.js > adds'], newlyFailing: [], stillFailing: [], added: [], vanished: [], flaky: [] },
  findings: [],
  failFirst: null,
  touch: null,
  coverage: null,
};

export function facts(different: Partial<PullRequestFacts> = {}): PullRequestFacts {
  return {
    runId: 'run-7',
    issue: { number: 12, title: 'add() subtracts' },
    proof: verified,
    attempt: {
      stop: 'finished',
      finish: someFinish('fixed', 'The sign was wrong.\n\n- changed `a - b` to `a + b`'),
      unresolved: [],
      steps: 6,
      usage: { inputTokens: 15_200, cachedInputTokens: 12_000, outputTokens: 840, costUsd: 0.0312 },
      shrinks: 0,
      durationMs: 41_000,
    },
    changes: [{ path: 'src/add.js', status: 'modified', lines: { added: 1, removed: 1 } }],
    notes: [],
    blocked: [{ method: 'GET', host: 'telemetry.example', port: 443, reason: 'not on the allow-list', count: 2 }],
    model: 'some-model',
    image: 'sandpiper/node:24',
    durationMs: 63_000,
    recordedAt: 'runs/run-7',
    ...different,
  };
}
