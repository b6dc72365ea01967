import { describe, expect, test } from 'vitest';
import type { RunJob } from '../../src/run/task/run-job.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import type { IssueEntry } from '../../src/steering/issue-entry.ts';
import { commentPayload, labelled } from '../support/some-payloads.ts';
import { type Parts, steeringParts, written } from '../support/steering-parts.ts';

/** Whom GitHub knows as what; `robin` is unknown to it, and of `swift` it does not answer. */
const roles = new Map([
  ['gull', 'none'],
  ['dunlin', 'read'],
  ['plover', 'triage'],
  ['knot', 'write'],
  ['turnstone', 'maintain'],
  ['wader', 'admin'],
  ['swift', 'error'],
  ['renovate[bot]', 'admin'],
  ['sandpiper[bot]', 'admin'],
  ['ghost', 'admin'],
]);

const writers = ['knot', 'turnstone', 'wader'];
const persons = ['robin', 'gull', 'dunlin', 'plover', 'swift', ...writers];
const machines = ['renovate[bot]', 'sandpiper[bot]', 'ghost'];

const commands = [
  '/agent',
  '/retry',
  '/retry from 1',
  '/retry x2',
  '/plan',
  '/approve',
  '/budget 2',
  '/stop',
  '/explain a.js',
  '/help',
  '/aprove',
] as const;

type Command = (typeof commands)[number];

const costsNothing: readonly Command[] = ['/explain a.js', '/help', '/aprove'];

/** Who may give a command on an issue, or a pull request of ours. */
function givers(command: Command, isPrivate: boolean): readonly string[] {
  if (command === '/stop') return ['plover', ...writers];
  if (!costsNothing.includes(command)) return writers;
  return isPrivate ? ['dunlin', 'plover', ...writers] : ['plover', ...writers];
}

/** Which commands begin work for those who may give them. */
const beginning: Readonly<Record<string, readonly Command[]>> = {
  issue: ['/agent', '/retry', '/retry from 1', '/retry x2', '/plan', '/approve'],
  'our-pull': ['/agent', '/retry'],
};

const branch = 'sandpiper/7-tides-are-late';
const here = 'wader/tidewords';
const pulls = new Map([
  [9, { author: 'sandpiper[bot]', branch, headRepository: here }],
  [10, { author: 'knot', branch: 'fix', headRepository: here }],
  [11, { author: 'gull', branch, headRepository: 'gull/tidewords' }],
  // A fork of a fork's author who calls the branch as we do, and us the author.
  [12, { author: 'sandpiper[bot]', branch, headRepository: 'gull/tidewords' }],
  [13, { author: 'knot', branch, headRepository: here }],
]);

const places = [
  ['issue', {}],
  ['our-pull', { on: 9, pullBy: 'sandpiper[bot]' }],
  ['others-pull', { on: 10, pullBy: 'knot' }],
  ['pull-from-fork', { on: 11, pullBy: 'gull' }],
  ['pull-from-fork-like-ours', { on: 12, pullBy: 'sandpiper[bot]' }],
  ['others-pull-from-branch-like-ours', { on: 13, pullBy: 'knot' }],
] as const;

const job: RunJob = {
  request: {
    installationId: 51_007,
    repository: { owner: 'wader', name: 'tidewords' },
    issue: { number: 7, title: 'Tides are late', body: 'By an hour.', author: 'plover' },
    sender: 'knot',
    senderId: 4004,
    requestedAt: '2026-02-01T11:00:00Z',
  },
  task: plainTask,
};

const run = { runId: 'run-1', task: 'solve', cause: null, endedAt: '', outcome: 'failed', verdict: null } as const;
const entry: Partial<IssueEntry> = { lastJob: job, runs: [run], hold: { why: 'plan', job, plan: 'First this.' } };

/** As if nothing had been said: an issue with a run behind it, and a plan that waits. */
async function startOver(parts: Parts, on = 7): Promise<void> {
  parts.gitHub.comments.splice(0);
  parts.gitHub.reactions.splice(0);
  parts.gitHub.labels.clear();
  while (parts.listed.jobs().length > 0) parts.listed.begin();
  parts.listed.end();
  for (const issue of new Set([7, on])) {
    await parts.deps.issues.change({ ...parts.key, issue }, (before) => ({ ...before, ...entry, refusedAt: [] }));
  }
}

const combinations = places.flatMap(([place, facts]) =>
  [true, false].map((isPrivate) => ({ place, facts, isPrivate, visibility: isPrivate ? 'private' : 'public' })),
);

describe.for(combinations)('in a $visibility repository, on $place', ({ place, facts, isPrivate }) => {
  const isOurs = place === 'issue' || place === 'our-pull';

  test.for(persons)('%s may do what their permission allows, and is answered', async (sender) => {
    await using parts = await steeringParts({ gitHub: { roles, pulls } });
    const found: unknown[] = [];
    const expected: unknown[] = [];

    for (const [at, command] of commands.entries()) {
      await startOver(parts, 'on' in facts ? facts.on : 7);
      await parts.receive('issue_comment', commentPayload(command, { ...facts, id: 100 + at, sender, isPrivate }));
      const isHelp = command === '/help' || command === '/aprove';
      const isAllowed = givers(command, isPrivate).includes(sender) && (isOurs || isHelp);
      found.push({
        command,
        seen: parts.gitHub.reactions.length,
        jobs: parts.listed.jobs().length,
        answers: parts.gitHub.comments.filter(({ body }) => body.includes('sandpiper:answer=')).length,
      });
      const begins = isAllowed && (beginning[place] ?? []).includes(command);
      expected.push({ command, seen: isAllowed ? 1 : 0, jobs: begins ? 1 : 0, answers: 1 });
    }

    expect(found).toEqual(expected);
  });

  test.for(machines)('%s is not even answered', async (sender) => {
    await using parts = await steeringParts({ gitHub: { roles, pulls } });

    for (const [at, command] of commands.entries()) {
      await startOver(parts, 'on' in facts ? facts.on : 7);
      await parts.receive('issue_comment', commentPayload(command, { ...facts, id: 100 + at, sender, isPrivate }));

      expect({ command, ...traces(parts) }).toEqual({ command, seen: [], jobs: [], said: [] });
    }
  });
});

function traces(parts: Parts) {
  return { seen: parts.gitHub.reactions, jobs: parts.listed.jobs(), said: parts.gitHub.comments };
}

describe.for([true, false])('a label, where private is %s', (isPrivate) => {
  test.for(
    [...persons, ...machines].flatMap((sender) => [[sender, 'agent'] as const, [sender, 'agent:plan'] as const]),
  )('put on by %s: %s', async ([sender, label]) => {
    await using parts = await steeringParts({ gitHub: { roles } });
    parts.gitHub.labels.set(7, [label]);

    await parts.receive('issues', labelled(label, { sender, isPrivate }));

    const isAllowed = writers.includes(sender);
    expect(parts.listed.jobs()).toHaveLength(isAllowed ? 1 : 0);
    expect(parts.gitHub.reactions).toHaveLength(isAllowed ? 1 : 0);
    expect(written(parts)).toHaveLength(machines.includes(sender) ? 0 : 1);
  });

  test.for(['plover', 'knot'])('that comes with the form of %s counts for what they may do', async (sender) => {
    await using parts = await steeringParts({ gitHub: { roles } });

    const at = '2026-02-01T10:00:02Z';
    await parts.receive('issues', labelled('agent', { sender, author: sender, at, isPrivate }));

    expect(parts.listed.jobs()).toHaveLength(sender === 'knot' ? 1 : 0);
    if (sender === 'plover') expect(written(parts)).toEqual([expect.stringMatching(/came with the form/)]);
  });
});
