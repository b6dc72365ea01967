import { expect, test } from 'vitest';
import type { CommentState } from '../../../src/report/comment-state.ts';
import { renderLivingComment } from '../../../src/report/render-living-comment.ts';
import { someFinish } from '../../support/some-finish.ts';

const spent = { elapsedMs: 187_000, steps: 4, costUsd: 0.12, notes: [] };
const saved = { saved: ['the change as a patch, `change.patch`'] };
const finish = someFinish('needs-info', 'Which of the two did @you mean?');
const failure = {
  cause: 'environment',
  reason: '`npm ci` exited with code 1.',
  log: 'npm error 404',
  nextAction: 'Repair the lockfile, then put the label back on.',
} as const;

const states: readonly CommentState[] = [
  { kind: 'working', issue: 12, runId: 'run-7', stage: 'solving', waiting: null, ...spent },
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
  { kind: 'no-change', issue: 12, runId: 'run-7', stop: 'finished', finish, ...spent, ...saved },
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

    3 min 7 s · 4 steps · $0.12

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper opened a pull request: [#13](https://git.example/o/r/pull/13)

    **Verified.** Fixed.

    3 min 7 s · 4 steps · $0.12

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper opened a draft pull request: [#13](https://git.example/o/r/pull/13)

    **Proof failed.** Broke.

    It is a draft: please read what it says before you use it.

    3 min 7 s · 4 steps · $0.12

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper made no change

    The agent says that it needs to know more.

    In the model's own words, which nobody checked:

    > Which of the two did @⁠you mean?

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    To try again, say more in the issue, then take the label off and put it back on.

    3 min 7 s · 4 steps · $0.12

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper made no change

    The agent kept repeating itself and left no change.

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    To try again, say more in the issue, then take the label off and put it back on.

    3 min 7 s · 4 steps · $0.12

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

    **Next:** Repair the lockfile, then put the label back on.

    3 min 7 s · 4 steps · $0.12

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper could not finish: the environment is not ready

    **Stage:** fetching the repository

    **What is known:** \`npm ci\` exited with code 1.

    **Saved:** the transcript and the logs.

    **Next:** Repair the lockfile, then put the label back on.

    3 min 7 s · 4 steps · $0.12

    Record: run \`run-7\`

    <!-- sandpiper:issue=12 -->

    ════

    ### Sandpiper was stopped

    While working on a change: the issue was closed.

    **Saved:** the transcript and the logs, and

    - the change as a patch, \`change.patch\`

    To start again, take the label off and put it back on.

    3 min 7 s · 4 steps · $0.12

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
  const named = states.filter((state) => renderLivingComment(state).includes('\n\nRecord: run `run-7`\n\n<!--'));

  expect(named).toEqual(states.filter(({ kind }) => kind !== 'working'));
});

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
