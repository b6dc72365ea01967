import { expect, test } from 'vitest';
import { renderCheckRun } from '../../../src/report/render-check-run.ts';
import { verified } from './facts.ts';

const record = { runId: 'run-7', anchor: { seq: 52, hash: 'c0ffee'.padEnd(64, '0') } };

test.for([
  ['verified', 'success', 'Verified: it is so.'],
  ['regression-safe', 'neutral', 'Regression-safe, not proven: it is so.'],
  ['partial', 'neutral', 'Partly proven: it is so.'],
  ['unverified', 'neutral', 'Not verified: it is so.'],
  ['failed', 'failure', 'Proof failed: it is so.'],
] as const)('a proof that is %s concludes as %s', ([verdict, conclusion, title]) => {
  expect(renderCheckRun({ ...verified, verdict, because: 'it is so.' }, record)).toMatchObject({ conclusion, title });
});

test('shows the proof and nothing else', () => {
  expect(renderCheckRun(verified, record).summary).toMatchInlineSnapshot(`
    "**Verified.** 1 test that failed at base passes at head, and nothing broke.

    | | Base | This change |
    | --- | --- | --- |
    | Commit | \`111111111111\` | \`222222222222\` |
    | \`npm ci\` | exited with code 0, 4.1 s | exited with code 0, 4.1 s |
    | \`npm test\` | exited with code 1, 830 ms | exited with code 0, 790 ms |
    | Tests | 1 passed, 1 failed, 0 skipped | 2 passed, 0 failed, 0 skipped |

    **Fixed: failed at base, passes now (1)**

    - \`test/add.js > adds\`

    **What was not verified**

    - Whether the tests of this change fail without it: not tried.
    - Whether a test notices each part of the change: not tried.
    - Which of the changed lines the tests execute: not measured.

    The operator can check that the record of this run was not changed since: \`sandpiper verify-record run-7 --anchor 52:c0ffee0000000000000000000000000000000000000000000000000000000000\`"
  `);
});
