import type { TrialResult } from '../../../src/eval/trial-result.ts';

/** An ordinary result; a test says only what differs. */
export function someResult(different: Partial<TrialResult> = {}): TrialResult {
  return {
    task: 'page-range',
    harness: 'sandpiper',
    model: 'gpt-5',
    attempt: 1,
    digest: 'd',
    runId: 'run-1',
    endedAt: '2026-11-25T12:00:00.000Z',
    outcome: 'resolved',
    reason: null,
    resolved: true,
    verdict: 'verified',
    agrees: true,
    notFixed: [],
    broken: [],
    steps: 4,
    inputTokens: 1_000,
    cachedInputTokens: 250,
    outputTokens: 100,
    costUsd: 0.5,
    minutes: 1.5,
    ...different,
  };
}
