import { createHmac, randomUUID } from 'node:crypto';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sandpiperApp } from '../../src/app.ts';
import { openDeliveries } from '../../src/queue/open-deliveries.ts';
import type { RunJob } from '../../src/run/task/run-job.ts';
import { steer } from '../../src/steering/steer.ts';
import type { SteeringDeps } from '../../src/steering/steering-deps.ts';
import { openDeliveryLog } from '../../src/store/delivery-log.ts';
import { payloadSchema } from '../../src/webhooks/events/payload-schema.ts';
import type { Trigger } from '../../src/webhooks/events/trigger.ts';
import { placeOf } from '../../src/webhooks/place-of.ts';
import { triggerOf } from '../../src/webhooks/receive-delivery.ts';
import { serveWebhooks } from '../../src/webhooks/serve-webhooks.ts';
import { listedQueue } from '../support/listed-queue.ts';
import { branch, ourPullRequest } from '../support/our-pull-request.ts';
import { appForTests } from '../support/start-intake.ts';
import { labels } from '../support/steering-parts.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type Payload = Readonly<Record<string, unknown>>;
type Example = { readonly name: string; readonly action: string; readonly payload: Payload };

/** GitHub's own, of every event that we subscribe to; only webhooks of apps name an installation. */
const published: readonly Example[] = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.json())) }))
  .parse(examples)
  .filter(({ name }) => Object.hasOwn(payloadSchema, name))
  .flatMap(({ name, examples: some }) =>
    some.map((one) => ({ name, action: String(one['action']), payload: { installation: { id: 1 }, ...one } })),
  );

/** One of each action. */
const differing = published.filter(
  ({ name, action }, at) => published.findIndex((one) => one.name === name && one.action === action) === at,
);

type Ours = Awaited<ReturnType<typeof ourPullRequest>>;

/** The ids of what a person really wrote: it is reacted to. */
type Said = { readonly review: number; readonly comment: number };

/** The same webhook as if it came from our repository, and were about what we work at. */
function aboutUs({ payload }: Example, { number, sha, key }: Ours, { review, comment }: Said): Payload {
  const ours = { login: 'sandpiper[bot]', id: 3, type: 'Bot' };
  const text = JSON.stringify(payload)
    .replaceAll('Codertocat', 'turnstone')
    .replaceAll('turnstone/Hello-World', 'wader/tidewords');
  const there = withParts(JSON.parse(text), {
    installation: { id: key.installationId },
    repository: { name: 'tidewords', owner: { login: 'wader', id: 1, type: 'User' } },
    label: { name: labels.go },
    issue: { number: 1, created_at: '2024-05-01T10:00:00Z', updated_at: '2024-05-03T10:00:00Z' },
    comment: { id: comment, body: '/agent Mend it.', pull_request_review_id: review },
    review: { id: review, state: 'changes_requested', body: 'Please.' },
    check_suite: {
      conclusion: 'failure',
      head_sha: sha,
      head_branch: branch,
      app: { id: 15_368 },
      pull_requests: [{ number }],
    },
    pull_request: {
      number,
      user: ours,
      state: 'open',
      head: { ref: branch, sha, repo: { full_name: 'wader/tidewords' } },
    },
  });
  return there;
}

/** What a payload has of these parts, with that in them. */
function withParts(payload: unknown, parts: Readonly<Record<string, object>>): Payload {
  const known = z.record(z.string(), z.unknown()).parse(payload);
  const entries = Object.entries(known).map(([name, part]) => {
    const more = Object.hasOwn(parts, name) ? parts[name] : undefined;
    return [name, more === undefined || typeof part !== 'object' ? part : { ...part, ...more }] as const;
  });
  return Object.fromEntries(entries);
}

type Seen = {
  readonly status: number;
  readonly jobs: readonly RunJob[];
};

/** The real door, deliveries and steering, on the loopback GitHub; what would run is looked at, one delivery at a time. */
async function startDoor(more: Partial<SteeringDeps> = {}) {
  await using undo = new AsyncDisposableStack();
  const ours = undo.use(await ourPullRequest({ conduct: { fixChecks: true } }));
  const { path } = undo.use(await temporaryDirectory());
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const most = { minutes: 30, costUsd: 5 };
  let listed = listedQueue();
  const deps: SteeringDeps = {
    ...ours.deps,
    estimate: async () => ({ kind: 'too-little-known', runs: 0, needed: 10, most }),
    log,
    ...more,
  };
  const eventSettings = { botLogin: deps.botLogin, appId: 1207, branchPrefix: 'sandpiper/', labels };
  const deliveries = openDeliveries<Trigger>({
    deliveries: await openDeliveryLog(path),
    read: (delivery) => triggerOf(eventSettings, delivery),
    placeOf,
    steer: (trigger, key, signal) => steer({ ...deps, queue: listed.queue }, { trigger, key }, signal),
    limits: { atOnce: 8, deadlineMs: 30_000, retryAfterMs: [] },
    wait: () => Promise.reject(new Error('Nothing is tried twice here')),
    log,
  });
  undo.defer(deliveries.close);
  const app = sandpiperApp({ eventSettings, take: deliveries.take, log });
  const { url } = undo.use(await serveWebhooks(log, appForTests, app));
  await ours.github.review(ours.number, { body: 'Please.', event: 'REQUEST_CHANGES' }, 'turnstone');
  const { id: comment } = await ours.github.comment(1, '/agent', 'turnstone');
  const said = { comment, review: ours.github.reviews(ours.number)[0]?.id ?? 0 };
  const owned = undo.move();
  return {
    aboutUs: (example: Example) => aboutUs(example, ours, said),
    async send(name: string, body: string): Promise<Seen> {
      listed = listedQueue();
      await ours.remember();
      const status = await post(url, name, body);
      await deliveries.idle();
      return { status, jobs: listed.jobs() };
    },
    /** Of whatever was no foreseen failure. */
    bugs: () => lines.filter((line) => !isForeseen(line)),
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

const loggedSchema = z.object({ err: z.object({ type: z.string(), message: z.string() }).optional() });

function isForeseen(line: string): boolean {
  const { err } = loggedSchema.parse(JSON.parse(line));
  return err === undefined || err.type.endsWith('Fault');
}

async function post(url: string, name: string, body: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'x-github-event': name,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', appForTests.webhookSecret).update(body).digest('hex')}`,
  };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

const shown = ({ task, request }: RunJob) =>
  `${task.kind === 'revise' ? task.cause.kind : task.kind} for ${request.issue.number}`;

/** What of the examples asks for work, when it is about us. */
const asking: Readonly<Record<string, string>> = {
  'issues.labeled': 'solve for 1',
  'issue_comment.created': 'solve for 1',
  'pull_request_review.submitted': 'review for 1',
  'pull_request_review_comment.created': 'review for 1',
  'check_suite.completed': 'failed-checks for 1',
};

describe("GitHub's own examples, signed and sent", () => {
  test('are all taken, and begin nothing in a repository that never asked for us', async () => {
    await using door = await startDoor();

    for (const { name, action, payload } of published) {
      const { status, jobs } = await door.send(name, JSON.stringify(payload));
      expect({ status, jobs }, `${name}.${action}`).toEqual({ status: 200, jobs: [] });
    }

    expect(published.length).toBeGreaterThan(100);
    expect(door.bugs()).toEqual([]);
  });

  test('begin what they ask for where they are about us, and nothing else without a part of them', async () => {
    await using door = await startDoor();

    for (const example of differing) {
      const { name, action } = example;
      const payload = door.aboutUs(example);
      const wanted = asking[`${name}.${action}`];
      const whole = await door.send(name, JSON.stringify(payload));
      expect({ status: whole.status, jobs: whole.jobs.map(shown) }, `${name}.${action}`).toEqual({
        status: 200,
        jobs: wanted === undefined ? [] : [wanted],
      });
      const long = await door.send(name, withLongTexts(payload));
      expect({ status: long.status, jobs: long.jobs.map(shown) }, `${name}.${action} with long texts`).toEqual({
        status: 200,
        jobs: whole.jobs.map(shown),
      });
      for (const [what, body] of damaged(payload)) {
        const { status, jobs } = await door.send(name, body);
        const known = `${name}.${action} with ${what}`;
        expect([200, 400], known).toContain(status);
        expect(
          jobs.map(shown).filter((one) => one !== wanted),
          known,
        ).toEqual([]);
        if (status === 400) expect(jobs, known).toEqual([]);
      }
    }

    expect(door.bugs()).toEqual([]);
  });

  test('are looked through for errors that nobody foresaw', async () => {
    const broken = () => Promise.reject(new TypeError('Broken on purpose'));
    await using door = await startDoor({ settingsOf: broken });
    const [example] = differing.filter(({ name, action }) => `${name}.${action}` === 'issues.labeled');

    await door.send('issues', JSON.stringify(example === undefined ? {} : door.aboutUs(example)));

    expect(door.bugs().join()).toContain('Broken on purpose');
  });
});

/** The payload without people, without their words, without each of its parts, and cut off. */
function damaged(payload: Payload): readonly (readonly [what: string, body: string])[] {
  const whole = JSON.stringify(payload);
  const people = new Set(['user', 'sender', 'owner', 'creator', 'author']);
  const without = (names: ReadonlySet<string>) =>
    JSON.stringify(payload, (key, value: unknown) => (names.has(key) ? null : value));
  return [
    ['nobody there any more', without(people)],
    ['no user but a sender', without(new Set(['user']))],
    ['no body', without(new Set(['body', 'title', 'description']))],
    ['half of it', whole.slice(0, whole.length / 2)],
    ...Object.keys(payload).map((key) => [`no ${key}`, JSON.stringify({ ...payload, [key]: null })] as const),
  ];
}

function withLongTexts(payload: Payload): string {
  return JSON.stringify(payload, (key, value: unknown) =>
    (key === 'body' || key === 'description') && (typeof value === 'string' || value === null) ? longest : value,
  );
}

/** As long as GitHub lets a text be, with a command, and with what encodings and parsers stumble over. */
const longest = '/agent \u{1f426}\u0301\u202e\u2066\u0000\ud83d `` <!-- ﷽ \r\n'.padEnd(65_536, '\u{1f9ff}é\u200d');
