import { expect, test } from 'vitest';
import type { CommentState } from '../../../src/report/comment-state.ts';
import { renderLivingComment } from '../../../src/report/render-living-comment.ts';
import { someFinish } from '../../support/some-finish.ts';

const spent = { elapsedMs: 187_000, steps: 4, costUsd: 0.12, budgetUsd: 5, notes: [] };
const saved = { saved: ['the change as a patch, `change.patch`'] };
const finish = someFinish('needs-info', 'Which of the two did @you mean?');
const failure = {
  cause: 'environment',
  reason: '`npm ci` exited with code 1.',
  log: 'npm error 404',
  nextAction: 'Repair the lockfile.',
} as const;

const states: readonly CommentState[] = [
  { kind: 'working', issue: 12, runId: 'run-7', stage: 'solving', waiting: null, ...spent },
  {
    kind: 'working',
    issue: 12,
    runId: 'run-7',
    pageUrl: 'https://sandpiper.example/runs/run-7?key=k',
    stage: 'publishing',
    waiting: null,
    on: { pull: 13, cause: 'review' },
    ...spent,
  },
  { kind: 'queued', issue: 12, runId: null, ahead: 0 },
  { kind: 'queued', issue: 12, runId: null, ahead: 2 },
  { kind: 'held', issue: 12, runId: null, why: 'cost', actor: 'ann', details: ['Time: always 3 min.'] },
  { kind: 'planned', issue: 12, runId: 'run-7', plan: '1. Read it.\n2. Mend it.', ...spent },
  {
    kind: 'pull-request',
    issue: 12,
    runId: 'run-7',
    number: 13,
    url: 'https://git.example/o/r/pull/13',
    draft: false,
    verdict: 'verified',
    because: 'Fixed.',
    ...spent,
  },
  {
    kind: 'pull-request',
    issue: 12,
    runId: 'run-7',
    number: 13,
    url: 'https://git.example/o/r/pull/13',
    draft: true,
    verdict: 'failed',
    because: 'Broke.',
    ...spent,
  },
  {
    kind: 'pull-request',
    issue: 12,
    runId: 'run-7',
    pageUrl: 'https://sandpiper.example/runs/run-7?key=k',
    number: 13,
    url: 'https://git.example/o/r/pull/13',
    draft: false,
    verdict: 'verified',
    because: 'Fixed.',
    isUpdate: true,
    ...spent,
  },
  {
    kind: 'ended-pull',
    issue: 12,
    runId: 'run-7',
    pageUrl: 'https://sandpiper.example/runs/run-7?key=k',
    number: 13,
    url: 'https://git.example/o/r/pull/13',
    how: 'merged',
    by: 'ann',
  },
  {
    kind: 'ended-pull',
    issue: 12,
    runId: 'run-7',
    number: 13,
    url: 'https://git.example/o/r/pull/13',
    how: 'closed',
    by: null,
  },
  { kind: 'withheld', issue: 12, runId: 'run-7', verdict: 'failed', because: 'A test broke.', ...spent, ...saved },
  { kind: 'no-change', issue: 12, runId: 'run-7', stop: 'finished', finish, ...spent, ...saved },
  {
    kind: 'no-change',
    issue: 12,
    runId: 'run-7',
    stop: 'finished',
    finish: someFinish('no-change-needed', 'It works.'),
    ...spent,
    ...saved,
  },
  { kind: 'no-change', issue: 12, runId: 'run-7', stop: 'stuck', finish: null, ...spent, ...saved },
  { kind: 'failed', issue: 12, runId: 'run-7', stage: 'baseline', failure, ...spent, ...saved },
  {
    kind: 'failed',
    issue: 12,
    runId: 'run-7',
    stage: 'fetching',
    failure: { ...failure, log: null },
    ...spent,
    saved: [],
  },
  {
    kind: 'cancelled',
    issue: 12,
    runId: 'run-7',
    stage: 'solving',
    because: 'the issue was closed.',
    ...spent,
    ...saved,
  },
  {
    kind: 'refused',
    issue: 12,
    runId: 'run-7',
    actor: 'stranger',
    reason: 'Only people who can write here may start a run.',
    nextAction: 'Ask a maintainer to put the label on.',
  },
];

test('says what happened, what was saved and what to do next in every state', () => {
  expect(states.map(renderLivingComment).join('\n\n════\n\n')).toMatchInlineSnapshot(`
    "### Sandpiper is working on this

    - [x] Accepting the request
    - [x] Fetching the repository
    - [x] Preparing the sandbox
    - [x] Testing the code as it is
    - [ ] **Working on a change** …
    - [ ] Testing the change in a fresh sandbox
    - [ ] Opening the pull request

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps · \`/stop\` ends it

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper is working on the review of #13

    - [x] Accepting the request
    - [x] Fetching the repository
    - [x] Preparing the sandbox
    - [x] Testing the code as it is
    - [x] Working on a change
    - [x] Testing the change in a fresh sandbox
    - [ ] **Pushing to the pull request** …

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps · \`/stop\` ends it

    [Watch this run](https://sandpiper.example/runs/run-7?key=k)

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper will work on this

    It begins at once. \`/stop\` drops it.

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper will work on this

    It begins after 2 other runs. \`/stop\` drops it.

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper waits for approval

    \`ann\` asked for a run. A run here may cost more than this repository lets it without asking.

    - Time: always 3 min.

    **Next:** somebody with write permission comments \`/approve\` to begin it, or \`/stop\` to drop it.

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper made a plan and waits for approval

    In the model's own words, which nobody checked:

    > 1. Read it.
    > 2. Mend it.

    **Next:** comment \`/approve\` to have it carried out, \`/plan\` with what should be different, or \`/stop\` to drop it.

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper opened a pull request: [#13](https://git.example/o/r/pull/13)

    **Verified.** Fixed.

    **Next:** review it. A review with comments, or \`/agent\` with what should be different in a comment there, brings further commits.

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper opened a draft pull request: [#13](https://git.example/o/r/pull/13)

    **Proof failed.** Broke.

    It is a draft: please read what it says before you use it.

    **Next:** review it. A review with comments, or \`/agent\` with what should be different in a comment there, brings further commits.

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper pushed to [#13](https://git.example/o/r/pull/13)

    **Verified.** Fixed.

    **Next:** review it. A review with comments, or \`/agent\` with what should be different in a comment there, brings further commits.

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    [Everything it did](https://sandpiper.example/runs/run-7?key=k) · Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper’s change was merged

    [#13](https://git.example/o/r/pull/13) was merged by \`ann\`.

    [Everything it did](https://sandpiper.example/runs/run-7?key=k) · Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper’s change was closed

    [#13](https://git.example/o/r/pull/13) was closed.

    **Next:** comment \`/retry\` with what should be different for another attempt, or reopen the pull request.

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper could not finish: the change is not proved

    **Stage:** opening the pull request

    **What is known:** Proof failed. A test broke. By the settings of this repository only a verified change becomes a pull request.

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    **Next:** Read what speaks against it, then comment \`/retry\` with a hint, or take the patch from there.

    **Cost:** \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper could not finish: the agent has a question

    **Stage:** working on a change

    **What is known:** The agent says that it needs to know more.

    In the model's own words, which nobody checked:

    > Which of the two did @⁠you mean?

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    **Next:** Comment \`/retry\` with the answer.

    **Cost:** \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper made no change

    The agent says that no change is needed.

    In the model's own words, which nobody checked:

    > It works.

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    **Next:** close the issue if that is right; otherwise comment \`/retry\` with what it missed.

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper could not finish: the agent gave up

    **Stage:** working on a change

    **What is known:** The agent kept repeating itself and left no change.

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    **Next:** Comment \`/retry\` with a hint, such as the file or the test that matters.

    **Cost:** \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper could not finish: the environment is not ready

    **Stage:** testing the code as it is

    **What is known:** \`npm ci\` exited with code 1.

    \`\`\`text
    npm error 404
    \`\`\`

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    **Next:** Repair the lockfile.

    **Cost:** \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper could not finish: the environment is not ready

    **Stage:** fetching the repository

    **What is known:** \`npm ci\` exited with code 1.

    **Saved:** the transcript and the logs.

    **Next:** Repair the lockfile.

    **Cost:** \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper was stopped

    While working on a change: the issue was closed.

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    **Next:** comment \`/retry\` to start again; what you write after it goes to the agent as a hint.

    \\$0.12 of \\$5.00 · 3 min 7 s · 4 steps

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper did not start

    Thank you, \`stranger\`. Only people who can write here may start a run.

    Ask a maintainer to put the label on.

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->"
  `);
});

test.for(states)('bears the marker of its issue and no mark of approval: %j', (state) => {
  const comment = renderLivingComment(state);

  expect(comment).toMatch(/^### /);
  expect(comment).toMatch(/<!-- sandpiper:issue=12 -->$/);
  expect(comment).not.toMatch(/✅|👍/u);
});

test('names the run in every state but the one that goes on', () => {
  const named = states.filter((state) => renderLivingComment(state).includes('Record: run `run-7`\n\n<!--'));

  expect(named).toEqual(states.filter(({ kind, runId }) => kind !== 'working' && runId !== null));
});

const isOver = (state: CommentState) => state.kind === 'ended-pull' && state.how === 'merged';

test.for(states.filter((state) => state.kind !== 'refused' && state.kind !== 'failed' && !isOver(state)))(
  'tells one command or more to go on by: %j',
  (state) => {
    expect(renderLivingComment(state)).toMatch(/`\/(?:stop|approve|agent|retry)`/);
  },
);

test.for(['javascript:alert(1)', 'not an address'])('links to no address but one of the web: %s', (url) => {
  const comment = renderLivingComment({
    kind: 'pull-request',
    issue: 12,
    runId: 'run-7',
    number: 13,
    url,
    draft: false,
    verdict: 'verified',
    because: 'x',
    ...spent,
  });

  expect(comment).toContain('### Sandpiper opened a pull request: #13\n');
});

test('an address cannot end its own link', () => {
  const url = 'https://git.example/a)(b';

  const comment = renderLivingComment({
    kind: 'pull-request',
    issue: 12,
    runId: 'run-7',
    number: 13,
    url,
    draft: false,
    verdict: 'verified',
    because: 'x',
    ...spent,
  });

  expect(comment).toContain('[#13](https://git.example/a%29%28b)');
});

test('says why nothing happens, and what people should know about their settings', () => {
  const notes = ['.github/sandpiper.yml, line 3, tset: There is no such key. Did you mean test?'];

  const text = renderLivingComment({
    kind: 'working',
    issue: 12,
    runId: 'run-7',
    stage: 'solving',
    ...spent,
    waiting: 'The model is over its rate limit. It is asked again in 40 seconds.',
    notes,
  });

  expect(text).toContain('**Waiting:** The model is over its rate limit. It is asked again in 40 seconds.');
  expect(text).toContain('**To know:**\n\n- .github/sandpiper.yml, line 3, tset: There is no such key.');
});
