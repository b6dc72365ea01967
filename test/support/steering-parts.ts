import pino from 'pino';
import { noSettings, type RepositorySettings } from '../../src/environment/repository-settings.ts';
import type { GitHubClient } from '../../src/github/connect-github.ts';
import type { Added } from '../../src/queue/run-queue.ts';
import type { Estimate } from '../../src/run/estimate/estimate.ts';
import type { LabelNames } from '../../src/run/labels/label-names.ts';
import { openIssueBook } from '../../src/steering/open-issue-book.ts';
import { steer } from '../../src/steering/steer.ts';
import type { SteeringDeps } from '../../src/steering/steering-deps.ts';
import { decideEvent } from '../../src/webhooks/events/decide-event.ts';
import { readEvent } from '../../src/webhooks/events/read-event.ts';
import { never } from './git-fixture.ts';
import { listedQueue } from './listed-queue.ts';
import { scriptedGitHub } from './scripted-github.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export const labels: LabelNames = {
  go: 'agent',
  plan: 'agent:plan',
  never: 'no-agent',
  states: {
    queued: 'agent: queued',
    running: 'agent: running',
    'needs-input': 'agent: needs input',
    'pr-open': 'agent: pr open',
    failed: 'agent: failed',
    blocked: 'agent: blocked',
  },
};

const eventSettings = { botLogin: 'sandpiper[bot]', appId: 1207, branchPrefix: 'sandpiper/', labels };
const mostUsd = 5;

export type Told = {
  readonly conduct?: Partial<RepositorySettings['conduct']>;
  readonly publish?: Partial<RepositorySettings['publish']>;
  readonly gitHub?: Parameters<typeof scriptedGitHub>[0];
  /** Left out, it is one to a scripted GitHub. */
  readonly client?: GitHubClient;
  readonly refusal?: Extract<Added, { kind: 'refused' }>;
};

/** Everything that carrying out a wish needs, with a GitHub at the wire and entries on disk. */
export async function steeringParts({ conduct = {}, publish = {}, gitHub: scripted, client, refusal }: Told = {}) {
  const directory = await temporaryDirectory();
  const gitHub = scriptedGitHub(scripted);
  const listed = listedQueue(refusal ?? null);
  const log = pino({ level: 'silent' });
  const settings: RepositorySettings = {
    ...noSettings,
    conduct: { ...noSettings.conduct, ...conduct },
    publish: { ...noSettings.publish, ...publish },
  };
  const most = { minutes: 30, costUsd: mostUsd };
  const estimate: Estimate = { kind: 'too-little-known', runs: 0, needed: 10, most };
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') };
  const deps: SteeringDeps = {
    client: client ?? gitHub.client,
    botLogin: 'sandpiper[bot]',
    labels,
    secrets: ['a secret of the operator'],
    queue: listed.queue,
    issues: openIssueBook(directory.path, log),
    settingsOf: async () => settings,
    estimate: async () => estimate,
    explain: async (entry, { path, line }) => `Explained \`${path}:${line}\` of issue ${entry.issue}.`,
    now: () => clock.now,
    log,
  };
  let webhooks = 0;
  return {
    deps,
    gitHub,
    listed,
    clock,
    directory: directory.path,
    key: { installationId: 51_007, repository: { owner: 'wader', name: 'tidewords' }, issue: 7 },
    /** A webhook arrives: under a key of its own, unless it is one that came before. Whether anything was to be done. */
    async receive(name: string, payload: object, key = `delivery-${++webhooks}`) {
      const read = readEvent(name, payload);
      if (read.kind !== 'event') throw new Error(`No event: ${JSON.stringify(read)}`);
      const trigger = decideEvent(read.event, eventSettings);
      if (trigger !== null) await steer(deps, { trigger, key }, never);
      return trigger !== null;
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

export type Parts = Awaited<ReturnType<typeof steeringParts>>;

/** What the bot has written there, oldest first. */
export function written({ gitHub }: Parts, on = 7): readonly string[] {
  return gitHub.comments.filter((one) => one.on === on && one.author === 'sandpiper[bot]').map(({ body }) => body);
}
