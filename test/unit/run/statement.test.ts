import { describe, expect, test } from 'vitest';
import { type KnownEvent, parseKnownEvent } from '../../../src/run/recording/recorded-event.ts';
import { stateRun } from '../../../src/run/verification/state-run.ts';

const sha = 'a'.repeat(40);
const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 10, costUsd: 0.5 };
const head = { seq: 99, hash: 'f'.repeat(64) };

const started = {
  type: 'run.started',
  repository: 'wader/tiny',
  versions: { sandpiper: '1.2.3' },
  settings: {
    solver: 'sandpiper',
    budget: { steps: 9, tokens: 9, costUsd: 9, minutes: 9 },
    image: 'sandpiper/node:1',
    commands: null,
    model: { name: 'gpt-5', editStyle: 'edit' },
  },
};
const base = { type: 'run.base', sha: 'b'.repeat(40), branch: 'main', mirror: 'tiny.git', image: 'sandpiper/python:2' };
const commit = { type: 'commit', runId: 'run-1', sha, tree: 'c'.repeat(40), base: 'b'.repeat(40) };
const ended = { type: 'run.ended', outcome: { kind: 'published', verdict: 'verified' } };
const answer = {
  type: 'agent.answer',
  step: 1,
  text: '',
  reasoning: '',
  toolCalls: [],
  finish: 'complete',
  repairs: [],
  usage,
  durationMs: 7,
};
const command = (purpose: string) => ({
  type: 'command',
  purpose,
  command: 'npm test',
  exit: { reason: 'exited', code: 0 },
  durationMs: 12,
  stdout: { file: 'commands/001.out' },
});
const shrunk = { type: 'agent.shrunk', how: 'summarised', before: 9, after: 1, usage };

const box = (purpose: string, image: string, id: string) => ({
  type: 'box',
  purpose,
  image,
  imageId: `sha256:${id.repeat(64)}`,
  runtime: 'runc',
  isolation: 'container',
});
const boxes = [
  box('agent', 'sandpiper/python:2', '1'),
  box('base', 'sandpiper/node:1', '2'),
  box('head', 'sandpiper/python:3', '1'),
];

function eventsOf(parts: readonly object[]): readonly KnownEvent[] {
  return parts.flatMap((part, at) => {
    const event = { seq: at + 1, at: '2026-11-25T20:00:00.000Z', prev: '', hash: '', type: '', ...part };
    return parseKnownEvent(event) ?? [];
  });
}

describe('the statement of a run', () => {
  test('is an in-toto Statement about the commit and its tree', () => {
    const statement = stateRun(eventsOf([started, base, ...boxes, answer, commit, command('head'), ended]), head);

    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: 'head', digest: { gitCommit: sha } },
        { name: 'tree', digest: { gitTree: 'c'.repeat(40) } },
      ],
      predicateType: 'tag:sandpiper,2026:run/v2',
      predicate: {
        run: {
          id: 'run-1',
          repository: 'wader/tiny',
          startedAt: '2026-11-25T20:00:00.000Z',
          endedAt: '2026-11-25T20:00:00.000Z',
          sandpiper: '1.2.3',
        },
        base: { digest: { gitCommit: 'b'.repeat(40) } },
        image: 'sandpiper/python:2',
        resolvedDependencies: [
          { name: 'base', digest: { gitCommit: 'b'.repeat(40) } },
          { name: 'sandpiper/python:2', digest: { sha256: '1'.repeat(64) } },
          { name: 'sandpiper/node:1', digest: { sha256: '2'.repeat(64) } },
        ],
        boxes: [
          { purpose: 'agent', runtime: 'runc', isolation: 'container', image: '1'.repeat(64) },
          { purpose: 'base', runtime: 'runc', isolation: 'container', image: '2'.repeat(64) },
          { purpose: 'head', runtime: 'runc', isolation: 'container', image: '1'.repeat(64) },
        ],
        solver: 'sandpiper',
        model: 'gpt-5',
        commands: [{ purpose: 'head', command: 'npm test', exit: { reason: 'exited', code: 0 }, durationMs: 12 }],
        egress: { allowed: 0, denied: 0 },
        usage: { inputTokens: 100, outputTokens: 10, costUsd: 0.5 },
        outcome: { kind: 'published', verdict: 'verified' },
        record: { events: 99, head: head.hash },
      },
    });
  });

  test.for<[name: string, parts: readonly object[]]>([
    ['made no commit', [started, base, ended]],
    ['has not ended', [started, base, commit]],
    ['never began', [commit, ended]],
  ])('is not made of a run that %s', ([, parts]) => {
    expect(stateRun(eventsOf(parts), head)).toBeNull();
  });

  test('names the commit that a server made again to sign it, beside the one that was proved', () => {
    const signed = {
      ...ended,
      outcome: { ...ended.outcome, publication: { kind: 'pull-request', sha: 'd'.repeat(40) } },
    };

    expect(stateRun(eventsOf([started, commit, signed]), head)?.subject.at(-1)).toEqual({
      name: 'published',
      digest: { gitCommit: 'd'.repeat(40) },
    });
  });

  test('holds what the host ran for the proof, not what the agent ran, and not how the boxes got their checkout', () => {
    const purposes = ['base', 'agent', 'agent-tools', 'head'].map(command);

    const checkout = { ...command('base'), command: 'git init', stdout: null };
    const stated = stateRun(eventsOf([started, checkout, ...purposes, commit, ended]), head)?.predicate.commands;

    expect(stated?.map(({ purpose }) => purpose)).toEqual(['base', 'head']);
  });

  test('counts what was asked of the network', () => {
    const egress = ['allowed', 'denied', 'denied'].map((decision) => ({ type: 'egress', decision }));

    const stated = stateRun(eventsOf([started, ...egress, commit, ended]), head);

    expect(stated?.predicate.egress).toEqual({ allowed: 1, denied: 2 });
  });

  test.for<[name: string, parts: readonly object[], costUsd: number | null]>([
    ['of summaries too', [answer, shrunk], 1],
    ['of nothing where the model was not asked', [], 0],
    ['that is unknown where one price is', [answer, { ...answer, usage: { ...usage, costUsd: null } }], null],
  ])('has the cost %s', ([, parts, costUsd]) => {
    expect(stateRun(eventsOf([started, ...parts, commit, ended]), head)?.predicate.usage.costUsd).toBe(costUsd);
  });

  test('has no verdict where nothing was published', () => {
    const cancelled = { type: 'run.ended', outcome: { kind: 'cancelled', stage: 'proving', because: 'Stopped.' } };

    expect(stateRun(eventsOf([started, commit, cancelled]), head)?.predicate.outcome).toEqual({
      kind: 'cancelled',
      verdict: null,
    });
  });
});
