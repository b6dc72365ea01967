import { expect, test } from 'vitest';
import { labelNames } from '../../../src/composition/label-names.ts';
import { gitHubSettings } from '../../../src/config/operator-settings.ts';

const app = {
  APP_ID: '7',
  PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----',
  WEBHOOK_SECRET: 'f3a9c0d4e5b6172839405162738495a0',
};
const named = (env: Readonly<Record<string, string>>) => labelNames(gitHubSettings({ ...app, ...env }));

test('the labels are called after the one that begins a run', () => {
  expect(named({})).toMatchObject({
    go: 'agent',
    plan: 'agent:plan',
    never: 'no-agent',
    states: { queued: 'agent: queued' },
  });
  expect(named({ SANDPIPER_LABEL: 'robot' })).toMatchObject({
    plan: 'robot:plan',
    states: { 'pr-open': 'robot: pr-open' },
  });
});

test('each of them can be called otherwise', () => {
  const env = {
    SANDPIPER_PLAN_LABEL: 'plan first',
    SANDPIPER_NEVER_LABEL: 'by hand',
    SANDPIPER_STATE_LABEL_PREFIX: 'ai/',
  };

  expect(named(env)).toMatchObject({ plan: 'plan first', never: 'by hand', states: { running: 'ai/running' } });
});

test.for([
  [{ SANDPIPER_PLAN_LABEL: 'Agent' }, /both be called "Agent"/],
  [{ SANDPIPER_NEVER_LABEL: 'agent: FAILED' }, /both be called "agent: failed"/],
  [{ SANDPIPER_LABEL: 'café', SANDPIPER_PLAN_LABEL: 'cafe\u0301' }, /both be called/],
  [{ SANDPIPER_LABEL: 'a'.repeat(45) }, /longer than 50 characters/],
] as const)('names that GitHub could not tell apart or keep are refused: %j', ([env, message]) => {
  expect(() => named(env)).toThrow(message);
});
