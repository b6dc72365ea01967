import { expect, test } from 'vitest';
import type { RunOutcome } from '../../../src/run/run-outcome.ts';
import { describeOutcome } from '../../../src/run/telling/describe-outcome.ts';
import { someFinish } from '../../support/some-finish.ts';

const failure = {
  cause: 'environment',
  reason: 'It broke.',
  log: 'a\u001b]52;c;cm0=\u0007b',
  nextAction: 'Mend it.',
} as const;

test.for<[RunOutcome, string]>([
  [
    {
      kind: 'published',
      verdict: 'verified',
      because: 'Yes.',
      draft: false,
      publication: { kind: 'branch', branch: 'b' },
    },
    'Verdict: verified. Yes.\nBranch:  b',
  ],
  [
    { kind: 'no-change', stop: 'finished', finish: someFinish('needs-info', 'Which one?') },
    'No change: the agent finished by itself.\nIt says (needs-info): Which one?',
  ],
  [{ kind: 'failed', stage: 'baseline', failure }, 'Failed: It broke.\nab\nMend it.'],
  [{ kind: 'refused', actor: 'x', reason: 'No.', nextAction: 'Ask.' }, 'Refused: No.\nAsk.'],
  [{ kind: 'cancelled', stage: 'solving', because: 'Enough.' }, 'Stopped: Enough.'],
])('tells a terminal how a run ended, and lets nothing control it: %j', ([outcome, words]) => {
  expect(describeOutcome(outcome).join('\n')).toBe(words);
});
