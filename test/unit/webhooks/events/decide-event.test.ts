import { describe, expect, test } from 'vitest';
import { decideEvent } from '../../../../src/webhooks/events/decide-event.ts';
import type { EventSettings } from '../../../../src/webhooks/events/event-settings.ts';
import { readEvent } from '../../../../src/webhooks/events/read-event.ts';

const settings: EventSettings = {
  botLogin: 'sandpiper[bot]',
  appId: 7,
  branchPrefix: 'sandpiper/',
  labels: {
    go: 'agent',
    plan: 'agent:plan',
    never: 'no-agent',
    states: {
      queued: 'agent:queued',
      running: 'agent:running',
      'needs-input': 'agent:needs-input',
      'pr-open': 'agent:pr-open',
      failed: 'agent:failed',
      blocked: 'agent:blocked',
    },
  },
};

const ann = { login: 'ann', id: 7, type: 'User' };
const bot = { login: 'dependabot[bot]', id: 7, type: 'Bot' };
const us = { login: 'sandpiper[bot]', id: 7, type: 'Bot' };
const ghost = { login: 'ghost', id: 7, type: 'User' };
const common = {
  installation: { id: 11 },
  sender: ann,
  repository: { name: 'tidewords', owner: { login: 'wader' }, private: true },
};
const at = '2026-11-23T15:19:00Z';
const issue = {
  number: 3,
  title: 'It breaks',
  body: 'When I…',
  user: { login: 'bob', id: 7, type: 'User' },
  labels: [{ name: 'bug' }],
  state: 'open',
  created_at: '2026-11-20T10:00:00Z',
  updated_at: at,
};
const pull = {
  number: 5,
  user: us,
  state: 'open',
  head: { ref: 'sandpiper/issue-3', sha: 'abc', repo: { full_name: 'wader/tidewords' } },
};
const comment = { id: 40, user: ann, body: '/retry smaller', created_at: at };
const review = { id: 50, user: ann, body: 'Smaller, please.', state: 'changes_requested', submitted_at: at };
const suite = {
  app: { id: 15368 },
  head_branch: 'sandpiper/issue-3',
  head_sha: 'abc',
  conclusion: 'failure',
  pull_requests: [{ number: 5 }],
};
const labels = (...names: string[]) => names.map((name) => ({ name }));

function decide(name: string, payload: object) {
  const reading = readEvent(name, { ...common, ...payload });
  if (reading.kind !== 'event') throw new Error(`not read: ${JSON.stringify(reading)}`);
  return decideEvent(reading.event, settings);
}

const there = {
  installationId: 11,
  repository: { owner: 'wader', name: 'tidewords', isPrivate: true },
  actor: ann,
};

describe('a label', () => {
  const labelled = { action: 'labeled', issue, label: { name: 'agent' } };

  test('starts a run with the text that the webhook carried', () => {
    expect(decide('issues', labelled)).toEqual({
      kind: 'start',
      ...there,
      mode: 'go',
      isFromForm: false,
      request: {
        installationId: 11,
        repository: { owner: 'wader', name: 'tidewords' },
        issue: { number: 3, title: 'It breaks', body: 'When I…', author: 'bob' },
        sender: 'ann',
        senderId: 7,
        requestedAt: at,
      },
    });
  });

  test.for<[change: object, expected: unknown]>([
    [{ label: { name: 'Agent' } }, { kind: 'start', mode: 'go' }],
    [{ label: { name: 'agent:plan' } }, { kind: 'start', mode: 'plan' }],
    [{ issue: { ...issue, labels: labels('agent:plan') } }, { kind: 'start', mode: 'plan' }],
    [
      { label: { name: 'agent:plan' }, issue: { ...issue, labels: labels('agent') } },
      { kind: 'start', mode: 'plan' },
    ],
    [{ issue: { ...issue, labels: labels('No-Agent') } }, { kind: 'kept-off', issue: 3 }],
    [{ issue: { ...issue, labels: labels('agent:plan', 'no-agent') } }, { kind: 'kept-off', issue: 3 }],
    [{ label: { name: 'no-agent' } }, { kind: 'end', because: 'The label no-agent was put on.' }],
    [{ issue: { ...issue, body: null, user: null } }, { request: { issue: { body: '', author: 'ghost' } } }],
    [{ sender: bot }, { kind: 'start', actor: bot }],
    [{ issue: { ...issue, user: ann, created_at: at } }, { kind: 'start', isFromForm: true }],
    [{ issue: { ...issue, user: ann } }, { kind: 'start', isFromForm: false }],
    [{ issue: { ...issue, created_at: at } }, { kind: 'start', isFromForm: false }],
    [{ label: { name: 'agents' } }, null],
    [{ label: { name: 'agent:running' } }, null],
    [{ label: null }, null],
    [{ sender: us }, null],
    [{ sender: null }, null],
    [{ issue: { ...issue, pull_request: { url: '…' } } }, null],
  ])('%j', ([change, expected]) => {
    expectDecision(decide('issues', { ...labelled, ...change }), expected);
  });

  test('taken off ends the run, unless another is left or we did it', () => {
    const off = (change: object) => decide('issues', { ...labelled, action: 'unlabeled', ...change });

    expect(off({})).toMatchObject({
      kind: 'end',
      scope: { kind: 'issue', number: 3 },
      because: 'The label agent was taken off.',
    });
    expect(off({ issue: { ...issue, labels: labels('agent') } })).toMatchObject({ kind: 'end' });
    expect(off({ issue: { ...issue, labels: labels('agent:plan') } })).toBeNull();
    expect(off({ label: { name: 'agent:failed' } })).toBeNull();
    expect(off({ label: { name: 'no-agent' } })).toBeNull();
    expect(off({ sender: us })).toBeNull();
    expect(off({ sender: null })).toMatchObject({ kind: 'end', actor: null });
  });
});

describe('an issue', () => {
  test.for<[change: object, expected: unknown]>([
    [{ action: 'closed' }, { kind: 'end', because: 'The issue was closed.' }],
    [{ action: 'deleted' }, { kind: 'end', because: 'The issue was deleted.' }],
    [{ action: 'transferred' }, { kind: 'end', because: 'The issue was moved to another repository.' }],
    [
      { action: 'edited', changes: { body: { from: 'x' } } },
      { kind: 'text-changed', of: 'issue', issue: 3 },
    ],
    [
      { action: 'edited', changes: { title: { from: 'x' } } },
      { kind: 'text-changed', of: 'issue', issue: 3 },
    ],
    [
      { action: 'edited', sender: null, changes: { title: { from: 'x' } } },
      { kind: 'text-changed', actor: null },
    ],
    [{ action: 'edited' }, { kind: 'text-changed', of: 'issue' }],
    [{ action: 'edited', changes: {} }, null],
    [{ action: 'opened' }, null],
    [{ action: 'reopened' }, null],
    [{ action: 'assigned' }, null],
    [{ action: 'locked' }, null],
    [{ action: 'toString' }, null],
  ])('%j', ([change, expected]) => {
    expectDecision(decide('issues', { issue, ...change }), expected);
  });
});

describe('a comment', () => {
  const created = { action: 'created', issue, comment };
  const commented = (body: string | null, user: object | null = ann) => ({ comment: { ...comment, body, user } });
  const onPull = (user: object) => ({ issue: { ...issue, user, pull_request: {} } });

  test('with a command asks for it', () => {
    expect(decide('issue_comment', created)).toEqual({
      kind: 'commands',
      ...there,
      settled: { carryOut: [{ kind: 'retry', hint: 'smaller' }], setAside: [] },
      subject: {
        number: 3,
        kind: 'issue',
        text: { title: 'It breaks', body: 'When I…', author: { login: 'bob', id: 7, type: 'User' }, labels: ['bug'] },
        isOpen: true,
      },
      comment: { id: 40, at },
    });
  });

  test.for<[change: object, expected: unknown]>([
    [onPull(us), { kind: 'commands', subject: { kind: 'our-pull-request' } }],
    [onPull(ann), { kind: 'commands', subject: { kind: 'other-pull-request' } }],
    [{ issue: { ...issue, state: 'closed' } }, { kind: 'commands', subject: { isOpen: false } }],
    [commented('/rety'), { kind: 'commands', settled: { carryOut: [], setAside: [{}] } }],
    [commented('Thank you!'), null],
    [commented('> /retry'), null],
    [commented(null), null],
    [commented('/retry', null), null],
    [commented('/retry', ghost), null],
    [commented('/retry', bot), null],
    [commented('/retry', us), null],
    [commented('/retry', { login: 'import', id: 7, type: 'Mannequin' }), null],
    [commented('/retry', { login: 'odd[bot]', id: 7, type: 'User' }), null],
    [{ action: 'edited' }, { kind: 'text-changed', of: 'comment', comment: 40, hasCommands: true }],
    [
      { action: 'edited', ...commented('x') },
      { kind: 'text-changed', hasCommands: false },
    ],
    [{ action: 'deleted' }, { kind: 'text-changed', of: 'comment', hasCommands: false }],
    [{ action: 'edited', ...commented('x', us) }, null],
    [{ action: 'pinned' }, null],
  ])('%j', ([change, expected]) => {
    expectDecision(decide('issue_comment', { ...created, ...change }), expected);
  });

  test('of the greatest length that GitHub takes is read', () => {
    const body = `/agent ${'\u{1f426}'.repeat(65_529)}`;

    expect(decide('issue_comment', { ...created, ...commented(body) })).toMatchObject({ kind: 'commands' });
  });
});

describe('a pull request', () => {
  const closed = { ...pull, state: 'closed' };

  test.for<[change: object, expected: unknown]>([
    [
      { action: 'closed', pull_request: closed },
      { kind: 'end', scope: { kind: 'pull-request', number: 5 }, because: 'The pull request was closed.' },
    ],
    [{ action: 'closed', pull_request: { ...closed, merged: true } }, { because: 'The pull request was merged.' }],
    [{ action: 'closed', pull_request: { ...closed, merged_at: at } }, { because: 'The pull request was merged.' }],
    [{ action: 'closed', pull_request: { ...closed, user: ann } }, null],
    [
      { action: 'synchronize', pull_request: pull },
      { kind: 'branch-moved', pull: { headSha: 'abc' } },
    ],
    [{ action: 'synchronize', pull_request: pull, sender: us }, null],
    [{ action: 'synchronize', pull_request: { ...pull, head: { ...pull.head, ref: 'mine' } } }, null],
    [
      {
        action: 'synchronize',
        pull_request: { ...pull, head: { ...pull.head, repo: { full_name: 'eve/tidewords' } } },
      },
      null,
    ],
    [{ action: 'synchronize', pull_request: { ...pull, head: { ...pull.head, repo: null } } }, null],
    [
      { action: 'ready_for_review', pull_request: pull },
      { kind: 'released', pull: { number: 5, headSha: 'abc' } },
    ],
    [{ action: 'ready_for_review', pull_request: pull, sender: us }, null],
    [{ action: 'ready_for_review', pull_request: closed }, null],
    [{ action: 'ready_for_review', pull_request: { ...pull, user: ann } }, null],
    [{ action: 'converted_to_draft', pull_request: pull }, null],
    [{ action: 'opened', pull_request: pull }, null],
    [{ action: 'labeled', pull_request: pull, label: { name: 'agent' } }, null],
  ])('%j', ([change, expected]) => {
    expectDecision(decide('pull_request', change), expected);
  });
});

describe('a review', () => {
  const submitted = { action: 'submitted', pull_request: pull, review };
  const reviewed = (change: object) => ({ review: { ...review, ...change } });

  test.for<[change: object, expected: unknown]>([
    [
      {},
      {
        kind: 'review',
        reviewId: 50,
        pull: { number: 5 },
        settled: { carryOut: [], setAside: [] },
        source: { id: 50, at },
      },
    ],
    [reviewed({ state: 'COMMENTED', body: null }), { kind: 'review', reviewId: 50 }],
    [reviewed({ body: '/stop' }), { kind: 'review', settled: { carryOut: [{ kind: 'stop' }] } }],
    [reviewed({ state: 'approved', body: 'Nice!' }), null],
    [reviewed({ state: 'approved', body: '/stop' }), { kind: 'review', settled: { carryOut: [{ kind: 'stop' }] } }],
    [reviewed({ user: us }), null],
    [reviewed({ user: bot }), null],
    [reviewed({ user: null }), null],
    [{ action: 'dismissed' }, null],
    [{ action: 'edited' }, null],
    [{ pull_request: { ...pull, state: 'closed' } }, null],
    [{ pull_request: { ...pull, user: ann } }, null],
    [{ pull_request: { ...pull, head: { ...pull.head, repo: { full_name: 'eve/tidewords' } } } }, null],
  ])('%j', ([change, expected]) => {
    expectDecision(decide('pull_request_review', { ...submitted, ...change }), expected);
  });

  test.for<[change: object, expected: unknown]>([
    [{}, { kind: 'review', reviewId: 50, source: { id: 40, at } }],
    [
      { comment: { ...comment, pull_request_review_id: 50, body: '/explain a.ts:3' } },
      { settled: { carryOut: [{ kind: 'explain' }] } },
    ],
    [{ comment: { ...comment, pull_request_review_id: null } }, null],
    [{ comment: { ...comment, pull_request_review_id: 50, user: us } }, null],
    [{ action: 'edited' }, null],
    [{ pull_request: { ...pull, state: 'closed' } }, null],
  ])('gets its comments on lines, which bear its id: %j', ([change, expected]) => {
    const created = { action: 'created', pull_request: pull, comment: { ...comment, pull_request_review_id: 50 } };

    expectDecision(decide('pull_request_review_comment', { ...created, ...change }), expected);
  });
});

describe('a check suite', () => {
  test.for<[change: object, expected: unknown]>([
    [{}, { kind: 'checks-failed', headSha: 'abc', branch: 'sandpiper/issue-3', pulls: [5] }],
    [{ conclusion: 'timed_out' }, { kind: 'checks-failed' }],
    [{ app: null }, { kind: 'checks-failed' }],
    [{ app: { id: 7 } }, null],
    [{ conclusion: 'success' }, null],
    [{ conclusion: 'cancelled' }, null],
    [{ conclusion: 'action_required' }, null],
    [{ conclusion: null }, null],
    [{ head_branch: 'main' }, null],
    [{ head_branch: null }, null],
    [{ pull_requests: [] }, null],
    [{ pull_requests: null }, null],
    [{ pull_requests: [null, {}, { number: 6 }] }, { pulls: [6] }],
  ])('%j', ([change, expected]) => {
    const payload = { action: 'completed', check_suite: { ...suite, ...change } };

    expectDecision(decide('check_suite', payload), expected);
    expect(decide('check_suite', { ...payload, action: 'requested' })).toBeNull();
  });
});

describe('what happens to a whole repository or installation', () => {
  const here = { kind: 'repositories', repositories: [{ owner: 'wader', name: 'tidewords' }] };

  test.for<[name: string, payload: object, expected: unknown]>([
    [
      'installation',
      { action: 'deleted' },
      { kind: 'end', scope: { kind: 'installation' }, because: 'Sandpiper was uninstalled.' },
    ],
    ['installation', { action: 'suspend' }, { kind: 'end', scope: { kind: 'installation' } }],
    ['installation', { action: 'new_permissions_accepted' }, { kind: 'permissions-changed', installationId: 11 }],
    ['installation', { action: 'created' }, null],
    ['installation', { action: 'unsuspend' }, null],
    [
      'installation_repositories',
      { action: 'removed', repositories_removed: [{ full_name: 'wader/tidewords' }, null, { full_name: 'a/b/c' }] },
      { kind: 'end', scope: here },
    ],
    ['installation_repositories', { action: 'removed', repositories_removed: [] }, null],
    ['installation_repositories', { action: 'added', repositories_removed: null }, null],
    ['repository', { action: 'deleted' }, { kind: 'end', scope: here, because: 'The repository was deleted.' }],
    ['repository', { action: 'archived' }, { kind: 'end', scope: here }],
    ['repository', { action: 'transferred' }, { kind: 'end', scope: here }],
    [
      'repository',
      { action: 'renamed', changes: { repository: { name: { from: 'old' } } } },
      { kind: 'renamed', formerName: 'old' },
    ],
    ['repository', { action: 'renamed' }, null],
    ['repository', { action: 'publicized' }, null],
  ])('%s %j', ([name, payload, expected]) => {
    expectDecision(decide(name, payload), expected);
  });
});

function expectDecision(decision: unknown, expected: unknown): void {
  if (expected === null) expect(decision).toBeNull();
  else expect(decision).toMatchObject(expected as object);
}
