import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compromised } from '../../../../src/run/canary/compromised-fault.ts';
import { findKept } from '../../../../src/run/keeping/find-kept.ts';
import { keepUnlessPublished } from '../../../../src/run/keeping/keep-unless-published.ts';
import type { KeepingRun } from '../../../../src/run/keeping/kept-workspace.ts';
import { recallPreparation } from '../../../../src/run/preparation/remembered-preparation.ts';
import type { RunLayers } from '../../../../src/run/run-deps.ts';
import type { RunOutcome } from '../../../../src/run/run-outcome.ts';
import { RunStopped } from '../../../../src/run/run-stopped.ts';
import { plainTask, type RunTask } from '../../../../src/run/task/run-task.ts';
import { layerKey } from '../../../../src/sandbox/layers/layer-key.ts';
import { openLayers } from '../../../../src/sandbox/layers/open-layers.ts';
import { SandboxFault } from '../../../../src/sandbox/sandbox.ts';
import { openRunRecord } from '../../../../src/store/run-record.ts';
import { npmPlan } from '../../../support/layered-runs.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { SnapshotShelf } from '../../sandbox/layers/snapshot-shelf.ts';

const [one, two] = ['20260101-000000-00000001', '20260101-000000-00000002'];
const base = { sha: 'a'.repeat(40), plan: npmPlan };
const published: RunOutcome = {
  kind: 'published',
  verdict: 'verified',
  because: 'It is.',
  draft: false,
  publication: { kind: 'branch', branch: 'b' },
};
const noChange: RunOutcome = { kind: 'no-change', stop: 'stuck', finish: null };

type Different = {
  readonly repository?: string;
  readonly issue?: number;
  readonly storage?: 'memory' | 'disk';
  readonly workspaceMiB?: number;
  readonly task?: RunTask;
};

async function world() {
  const folder = await temporaryDirectory();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const shelf = new SnapshotShelf();
  const opened = await openLayers({
    provider: shelf,
    directory: join(folder.path, 'layers'),
    now: () => new Date('2026-01-01'),
    settings: { maxBytes: 1000, maxUnusedMs: 60_000 },
    log: { warn: () => undefined },
  });
  const images = { id: 'sha256:1' };
  const layers: RunLayers = { ...opened, imageId: async () => images.id };
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void logged.push(line) });

  const runOf = (id: string, earlierRuns: readonly string[] = [], different: Different = {}) => {
    const { repository = 'octo/app', issue = 7, storage = 'disk', workspaceMiB = 64, task = plainTask } = different;
    const notes: string[] = [];
    const [stop, alarm] = [new AbortController(), new AbortController()];
    const limits = { cpus: 1, memoryMiB: 64, pids: 64, workspaceMiB, workspaceInodes: 1000 };
    const run: KeepingRun = {
      task: { ...task, earlierRuns },
      signal: AbortSignal.any([stop.signal, alarm.signal]),
      deps: { layers, log, settings: { dataDirectory: folder.path, storage, image: 'node', limits } },
      origin: { repository, issue: { number: issue, title: '', body: '', author: null } },
      record: openRunRecord(folder.path, id, { redact: (text) => text }),
      progress: { stage: 'solving', addNotes: (added) => void notes.push(...added), canary: alarm },
    };
    const end = (work: () => Promise<RunOutcome>, sandbox = shelf.prepared) => {
      const preparation = {
        services: [],
        setup: { done: [], failed: null, notRun: [] },
        install: { kind: 'nothing-to-install' as const },
        companions: [],
      };
      return keepUnlessPublished(run, { base, sandbox, preparation, kept: null }, work);
    };
    const stopped = () =>
      end(async () => {
        stop.abort(new RunStopped('wader stopped the run.'));
        throw stop.signal.reason;
      }).catch((error: unknown) => error);
    return { run, notes, end, stopped, alarm };
  };
  return { shelf, layers, images, logged, runOf };
}

describe('the workspace of a run that was stopped', () => {
  test('is found by the retry of the same issue, as it was kept, and by nobody who looks for a layer', async () => {
    const { runOf, layers, shelf } = await world();

    const error = await runOf(one).stopped();

    expect(error).toBeInstanceOf(RunStopped);
    const found = await findKept(runOf(two, [one]).run, base);
    expect(found).toMatchObject({ snapshot: 'snapshot-1', about: { runId: one, prepared: null } });
    expect(shelf.snapshots.size).toBe(1);
    const limits = { workspaceMiB: 64, workspaceInodes: 1000 };
    const facts = { repository: 'octo/app', files: [], imageId: 'sha256:1', setupCommands: ['npm ci'], limits };
    expect(recallPreparation(JSON.stringify(found?.about))).toBeNull();
    for (const commit of [null, base.sha, one]) expect(await layers.find(layerKey({ ...facts, commit }))).toBeNull();
  });

  test.for<[string, Different]>([
    ['of another repository', { repository: 'octo/other' }],
    ['of another issue', { issue: 8 }],
    ['with workspaces in memory', { storage: 'memory' }],
    ['with workspaces of another size', { workspaceMiB: 128 }],
    ['that makes a plan', { task: { ...plainTask, kind: 'plan', earlierPlan: null } }],
    ['that begins after a step', { task: { ...plainTask, begins: { kind: 'from-step', runId: one, step: 1 } } }],
    ['with several candidates', { task: { ...plainTask, begins: { kind: 'candidates', count: 2 } } }],
  ])('is not for a run %s', async ([, different]) => {
    const { runOf } = await world();
    await runOf(one).stopped();

    expect(await findKept(runOf(two, [one], different).run, base)).toBeNull();
    expect(await findKept(runOf(two, [one]).run, base)).not.toBeNull();
  });

  test('is not gone on with where its base, its plan or its image is another now, and that is said', async () => {
    const { runOf, images } = await world();
    await runOf(one).stopped();
    const retry = runOf(two, [one]);

    const moved = await findKept(retry.run, { ...base, sha: 'b'.repeat(40) });
    const planned = await findKept(retry.run, { ...base, plan: { ...npmPlan, hosts: ['example.org'] } });
    images.id = 'sha256:2';
    const imaged = await findKept(retry.run, base);

    expect([moved, planned, imaged]).toEqual([null, null, null]);
    expect(retry.notes).toEqual([
      expect.stringContaining('its base was aaaaaaaaaaaa, and is bbbbbbbbbbbb now'),
      expect.stringContaining('are others now'),
      expect.stringContaining('are others now'),
    ]);
  });

  test('that is not there any more is said to be gone', async () => {
    const { runOf, shelf } = await world();
    await runOf(one).stopped();
    shelf.snapshots.clear();
    const retry = runOf(two, [one]);

    expect(await findKept(retry.run, base)).toBeNull();
    expect(retry.notes).toEqual([
      `The workspace that the run ${one} left is not kept any more, so that the agent began anew.`,
    ]);
  });
});

describe('when work in a workspace has ended', () => {
  test.for<[string, RunOutcome, readonly string[]]>([
    ['without a change it is kept, and stands for the earlier one', noChange, ['snapshot-2']],
    ['with a change for readers neither is kept', published, []],
  ])('%s', async ([, outcome, left]) => {
    const { runOf, shelf } = await world();
    await runOf(one).stopped();

    expect(await runOf(two, [one]).end(async () => outcome)).toBe(outcome);

    expect([...shelf.snapshots.keys()]).toEqual(left);
  });

  test('by a theft nothing is kept that it may have come from', async () => {
    const { runOf, shelf } = await world();
    await runOf(one).stopped();
    const { end, alarm } = runOf(two, [one]);

    const work = end(async () => {
      alarm.abort(compromised('in a request'));
      throw alarm.signal.reason;
    });

    await expect(work).rejects.toThrow(/compromised/);
    expect([...shelf.snapshots.keys()]).toEqual([]);
  });

  test('what cannot be kept is logged, and changes neither the outcome nor what was kept before', async () => {
    const { runOf, shelf, logged } = await world();
    await runOf(one).stopped();
    const snapshot = async () => {
      throw new SandboxFault('The disk is full.', { ran: 'no', code: 'no-space' });
    };

    expect(await runOf(two, [one]).end(async () => noChange, { snapshot })).toBe(noChange);

    expect(logged).toEqual([expect.stringContaining('The disk is full.')]);
    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-1']);
  });

  test('with workspaces in memory nothing is kept', async () => {
    const { runOf, shelf, logged } = await world();

    expect(await runOf(one, [], { storage: 'memory' }).end(async () => noChange)).toBe(noChange);

    expect([shelf.taken, logged]).toEqual([0, []]);
  });
});
