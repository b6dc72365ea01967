import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decideEvent } from '../../../../src/webhooks/events/decide-event.ts';
import type { EventSettings } from '../../../../src/webhooks/events/event-settings.ts';
import { readEvent } from '../../../../src/webhooks/events/read-event.ts';

type Payload = Readonly<Record<string, unknown>>;

const subscribed: Readonly<Record<string, string>> = {
  issues: 'issue',
  issue_comment: 'comment',
  pull_request: 'pull-request',
  pull_request_review: 'review',
  pull_request_review_comment: 'review-comment',
  check_suite: 'check-suite',
  installation: 'installation',
  installation_repositories: 'installation-repositories',
  repository: 'repository',
};

const exampleEvents = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.json())) }));

/** GitHub's own, from webhooks of repositories and of apps; only those of apps name an installation. */
const published = exampleEvents
  .parse(examples)
  .filter(({ name }) => Object.hasOwn(subscribed, name))
  .flatMap(({ name, examples: some }) =>
    some.map((one, at) => {
      const payload: Payload = { installation: { id: 1 }, ...one };
      return { title: `${name}.${String(payload['action'])} (${at})`, name, action: payload['action'], payload };
    }),
  );

/** One of each action. */
const differing = published.filter(
  ({ name, action }, at) => published.findIndex((one) => one.name === name && one.action === action) === at,
);

const settings: EventSettings = {
  botLogin: 'Codertocat',
  appId: 1,
  branchPrefix: 'ch',
  labels: {
    go: 'bug',
    plan: 'plan',
    never: 'never',
    states: { queued: 'q', running: 'r', 'needs-input': 'n', 'pr-open': 'p', failed: 'f', blocked: 'b' },
  },
};

const kindOf = (name: string, payload: unknown) => {
  const reading = readEvent(name, payload);
  // In case what was read would be too odd to decide about.
  if (reading.kind === 'event') decideEvent(reading.event, settings);
  return reading.kind;
};

describe("GitHub's own examples", () => {
  test('are many, of every event that is read', () => {
    expect(published.length).toBeGreaterThan(100);
    expect(new Set(published.map(({ name }) => name))).toEqual(new Set(Object.keys(subscribed)));
  });

  test.for(published)('are read: $title', ({ name, action, payload }) => {
    const reading = readEvent(name, payload);

    expect(reading).toMatchObject({ kind: 'event', event: { kind: subscribed[name], action } });
  });

  test.for(differing)('are survived with any part missing or of another kind: $title', ({ name, payload }) => {
    for (const path of pathsOf(payload, 3)) {
      for (const value of [null, undefined, {}, 'x']) {
        expect(kindOf(name, withValue(payload, path, value))).toMatch(/^(?:event|malformed)$/);
      }
    }
  });

  test('are survived cut off anywhere', () => {
    for (const { name, payload } of differing) {
      const keys = Object.keys(payload);
      for (let kept = 0; kept < keys.length; kept += 1) {
        const cut = Object.fromEntries(keys.slice(0, kept).map((key) => [key, payload[key]]));
        expect(kindOf(name, cut)).toMatch(/^(?:event|malformed)$/);
      }
    }
  });

  test.for<[name: string, path: readonly string[]]>([
    ['issues', ['sender']],
    ['issues', ['issue', 'user']],
    ['issues', ['issue', 'body']],
    ['issues', ['issue', 'labels']],
    ['issues', ['label']],
    ['issue_comment', ['comment', 'user']],
    ['issue_comment', ['comment', 'body']],
    ['pull_request', ['pull_request', 'user']],
    ['pull_request', ['pull_request', 'head', 'repo']],
    ['pull_request_review', ['review', 'user']],
    ['pull_request_review', ['review', 'body']],
    ['pull_request_review_comment', ['comment', 'user']],
    ['pull_request_review_comment', ['comment', 'pull_request_review_id']],
    ['check_suite', ['check_suite', 'head_branch']],
    ['check_suite', ['check_suite', 'conclusion']],
    ['check_suite', ['check_suite', 'app']],
    ['check_suite', ['check_suite', 'pull_requests']],
    ['installation', ['sender']],
    ['installation_repositories', ['repositories_removed']],
    ['repository', ['changes']],
  ])('of %s are read without %j, which may be gone', ([name, path]) => {
    for (const { payload } of published.filter((one) => one.name === name)) {
      expect(kindOf(name, withValue(payload, path, null))).toBe('event');
      expect(kindOf(name, withValue(payload, path, undefined))).toBe('event');
    }
  });

  test.for<[name: string, path: readonly string[]]>([
    ['issues', ['installation']],
    ['issues', ['repository']],
    ['issues', ['repository', 'owner', 'login']],
    ['issues', ['issue', 'number']],
    ['issues', ['issue', 'updated_at']],
    ['issue_comment', ['comment', 'id']],
    ['pull_request', ['pull_request', 'head', 'sha']],
    ['pull_request_review', ['review', 'id']],
    ['check_suite', ['check_suite', 'head_sha']],
    ['installation', ['installation', 'id']],
  ])('of %s are refused without %j, by which things are known', ([name, path]) => {
    for (const { payload } of published.filter((one) => one.name === name)) {
      expect(kindOf(name, withValue(payload, path, null))).toBe('malformed');
    }
  });
});

describe('a payload of which something is gone or was emptied', () => {
  const forUs = { ...settings, botLogin: 'sandpiper[bot]', appId: 99 };
  const ours = { ...settings, appId: 99 };
  const begins = new Set(['start', 'commands', 'review', 'checks-failed']);

  /** What would be begun, and `null` for everything that begins nothing. */
  const begunBy = (name: string, payload: unknown, of: EventSettings) => {
    const reading = readEvent(name, payload);
    const kind = reading.kind === 'event' ? decideEvent(reading.event, of)?.kind : undefined;
    return kind !== undefined && begins.has(kind) ? kind : null;
  };

  const examplesWithWork: readonly (readonly [name: string, payload: Payload, of: EventSettings])[] = differing.flatMap(
    ({ name, payload }) =>
      [
        payload,
        withValue(payload, ['comment', 'body'], '/retry'),
        withValue(payload, ['sender', 'login'], 'ann'),
      ].flatMap((one) => [forUs, ours].map((of) => [name, { ...one }, of] as const)),
  );

  test('begins nothing that the whole one would not', () => {
    const whole = examplesWithWork.filter(([name, payload, of]) => begunBy(name, payload, of) !== null);
    const begun: string[] = [];

    for (const [name, payload, of] of examplesWithWork) {
      const expected = begunBy(name, payload, of);
      for (const path of pathsOf(payload, 3)) {
        for (const value of [null, undefined]) {
          const kind = begunBy(name, withValue(payload, path, value), of);
          if (kind !== null && kind !== expected) begun.push(`${name} without ${path.join('.')}: ${kind}`);
        }
      }
    }

    expect(new Set(whole.map(([name]) => name)).size).toBeGreaterThan(1);
    expect([...new Set(begun)]).toEqual([]);
  });

  test.for([
    ['65,536 characters', 'x'.repeat(65_536)],
    ['surrogates without their pair', '/retry \ud83d \udc26'],
    ['marks that turn the direction of writing', '/retry \u202e\u2066evil'],
    ['a null byte', '/retry \0'],
    ['a hundred thousand slashes', '/'.repeat(100_000)],
  ] as const)('or that consists of %s is read', ([, body]) => {
    for (const { name, payload } of differing) {
      for (const part of ['comment', 'review', 'issue', 'pull_request']) {
        expect(kindOf(name, withValue(payload, [part, 'body'], body))).toMatch(/^(?:event|malformed)$/);
      }
    }
  });
});

test.for(['ping', 'push', 'toString', '__proto__', 'constructor', ''])('the event %j is none of ours', (name) => {
  expect(readEvent(name, published[0]?.payload)).toEqual({ kind: 'other' });
});

test.for([null, undefined, 0, '', 'text', [], [[]], {}, () => 0])('%j is no payload', (payload) => {
  for (const name of Object.keys(subscribed)) expect(readEvent(name, payload).kind).toBe('malformed');
});

function pathsOf(value: unknown, depth: number): readonly (readonly string[])[] {
  if (depth === 0 || value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([key]) => !key.endsWith('_url') && key !== 'url')
    .flatMap(([key, inner]) => [[key], ...pathsOf(inner, depth - 1).map((path) => [key, ...path])]);
}

function withValue(payload: object, path: readonly string[], value: unknown): object {
  const [key = '', ...rest] = path;
  const inner: unknown = Reflect.get(payload, key);
  if (rest.length === 0) return { ...payload, [key]: value };
  return { ...payload, [key]: withValue(typeof inner === 'object' && inner !== null ? inner : {}, rest, value) };
}
