import type { CommentState } from '../../../src/report/comment-state.ts';
import type { PullRequestFacts } from '../../../src/report/pull-request-facts.ts';
import type { ReviewMap } from '../../../src/report/render-review-map.ts';
import type { CommandRun, IntegrityFinding, Proof } from '../../../src/verify/suite.ts';
import { someFinish } from '../../support/some-finish.ts';
import { facts, verified } from './facts.ts';

/** A proof in which every word that somebody else may have chosen is `text`. */
export function hostileProof(text: string): Proof {
  const run: CommandRun = {
    command: text,
    exit: { reason: 'signaled', signal: text },
    durationMs: 1,
    stdout: text,
    stderr: text,
  };
  const side = { ...verified.base, sha: 'a'.repeat(40), install: run, test: run, troubles: [text] };
  const finding: IntegrityFinding = { kind: 'test-skipped', path: text, detail: text };
  const ids = [text, text];
  return {
    verdict: 'partial',
    because: text,
    base: side,
    head: side,
    comparison: { fixed: ids, newlyFailing: ids, stillFailing: ids, added: ids, vanished: ids, flaky: ids },
    findings: [finding],
    failFirst: { kind: 'not-proven', because: text, tests: ids },
    touch: [
      { path: text, from: 1, to: 2, noticed: 'no', tests: [] },
      { path: text, from: 3, to: 2, noticed: 'yes', tests: ids },
    ],
    coverage: [{ path: text, covered: [1], uncovered: [3, 4, 6] }],
  };
}

/** Facts of a pull request in which every such word is `text`. */
export function hostileFacts(text: string): PullRequestFacts {
  const repro = { command: text, expectBefore: text, expectAfter: text };
  const finish = someFinish('fixed', text, {
    rootCause: text,
    repro,
    tests: [text],
    risks: [text],
    limits: [text],
    replies: [{ to: text, text }],
  });
  return facts({
    issue: { number: 12, title: text },
    proof: hostileProof(text),
    reviewMap: hostileMap(text),
    attempt: { ...facts().attempt, finish, unresolved: [text] },
    changes: [{ path: text, status: 'added', lines: null }],
    notes: [text],
    blocked: [{ method: text, host: text, port: 443, reason: text, count: 1 }],
    model: text,
    image: text,
    imageId: text,
  });
}

function hostileMap(text: string): ReviewMap {
  const hunk = {
    path: text,
    from: 1,
    to: 2,
    shared: [text],
    noticed: 'yes',
    tests: [text],
    executed: { yes: 1, no: 1 },
  } as const;
  return {
    requirements: [{ text, hunks: [hunk] }],
    unreached: [{ path: text, lines: [3] }],
    order: [
      { path: text, changedLines: 2, reasons: ['a large change'] },
      { path: text, changedLines: 1, reasons: ['a large change'] },
    ],
  };
}

/** The comment in every state, and in each of them every such word is `text`. */
export function hostileComments(text: string): readonly CommentState[] {
  const spent = { elapsedMs: 1, steps: 1, costUsd: null, notes: [text] };
  const run = { issue: 12, runId: text, pageUrl: text, ...spent };
  const ended = { ...run, saved: [text] };
  const finish = someFinish('fixed', text);
  const failure = { cause: 'model', reason: text, log: text, nextAction: text, unknown: [text] } as const;
  return [
    { kind: 'working', ...run, stage: 'solving', waiting: text },
    { kind: 'pull-request', ...run, number: 13, url: text, draft: true, verdict: 'failed', because: text },
    { kind: 'withheld', ...ended, verdict: 'unverified', because: text },
    { kind: 'queued', issue: 12, runId: null, ahead: 2 },
    { kind: 'held', issue: 12, runId: null, why: 'cost', actor: text, details: [text] },
    { kind: 'planned', ...run, plan: text },
    { kind: 'no-change', ...ended, stop: 'finished', finish },
    { kind: 'no-change', ...ended, stop: 'finished', finish: someFinish('no-change-needed', text) },
    { kind: 'failed', ...ended, stage: 'solving', failure },
    { kind: 'cancelled', ...ended, stage: 'solving', because: text },
    { kind: 'refused', ...run, actor: text, reason: text, nextAction: text },
  ];
}
