import { expect, test } from 'vitest';
import { decideTrigger, type LabelledEvent } from '../../../src/webhooks/decide-trigger.ts';

const asked = '2026-11-23T15:19:00Z';

const labelled: LabelledEvent = {
  action: 'labeled',
  label: { name: 'agent' },
  sender: { login: 'alice', id: 7, type: 'User' },
  installation: { id: 11 },
  repository: { name: 'tidewords', owner: { login: 'wader' } },
  issue: { number: 3, title: 'It breaks', body: 'When I…', user: { login: 'bob' }, updated_at: asked },
};

test('the trigger label starts a run with the text the webhook carried', () => {
  expect(decideTrigger(labelled, 'agent')).toEqual({
    start: true,
    request: {
      installationId: 11,
      repository: { owner: 'wader', name: 'tidewords' },
      issue: { number: 3, title: 'It breaks', body: 'When I…', author: 'bob' },
      sender: 'alice',
      senderId: 7,
      requestedAt: asked,
    },
  });
});

test('the label is compared as GitHub compares labels, without regard to case', () => {
  expect(decideTrigger({ ...labelled, label: { name: 'Agent' } }, 'agent').start).toBe(true);
});

test('an issue without a body or an author can still be asked about', () => {
  const decision = decideTrigger({ ...labelled, issue: { ...labelled.issue, body: null, user: null } }, 'agent');

  expect(decision).toMatchObject({ start: true, request: { issue: { body: '', author: 'ghost' } } });
});

test.for([
  ['another label', { label: { name: 'agents' } }],
  ['a pull request, not an issue', { issue: { ...labelled.issue, pull_request: {} } }],
  ['labelled by a bot', { sender: { login: 'sandpiper[bot]', id: 8, type: 'Bot' } }],
] as const)('%s starts nothing', ([because, change]) => {
  expect(decideTrigger({ ...labelled, ...change }, 'agent')).toEqual({ start: false, because });
});
