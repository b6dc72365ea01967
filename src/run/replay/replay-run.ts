import { mkdtempDisposable } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AgentEvent } from '../../agent/attempt.ts';
import { prepareBox } from '../../environment/prepare-box.ts';
import { Fault } from '../../errors.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { openRunRecord } from '../../store/run-record.ts';
import { verifyChain } from '../../store/verify-chain.ts';
import { fitRun } from '../preparation/fit-run.ts';
import { openWorkspace } from '../preparation/open-workspace.ts';
import { planRun, type RunPlan } from '../preparation/plan-run.ts';
import { loadRun } from '../recording/load-run.ts';
import { redactAsKnown } from '../recording/redact-as-known.ts';
import type { Run } from '../run.ts';
import type { RunDeps } from '../run-deps.ts';
import { objectToChange } from '../solving/object-to-change.ts';
import { blockedHosts } from '../telling/blocked-hosts.ts';
import { trackProgress } from '../telling/progress.ts';
import { compareObservations, type ReplayedCall } from './compare-observations.ts';
import { comparePreparation, type PreparedCommand, type Ran } from './compare-preparation.ts';
import { compareTrees, type ReplayedTree } from './compare-trees.ts';
import { openRecordedMirror } from './open-recorded-mirror.ts';
import { playBack, RecordIsOver } from './play-back.ts';
import { type RecordedAttempt, toRecordedAttempt } from './recorded-attempt.ts';
import { standInRun } from './stand-in-run.ts';

/** What came out when a recorded run was done again. */
export type ReplayReport = {
  readonly runId: string;
  readonly baseSha: string;
  /** Why the record cannot be believed, where it was replayed all the same. */
  readonly distrust: string | null;
  readonly preparation: readonly PreparedCommand[];
  readonly calls: readonly ReplayedCall[];
  readonly trees: readonly ReplayedTree[];
  /** No call and no tree came out different, and none is missing. */
  readonly isSame: boolean;
};

export type ReplayOptions = {
  /** Replays a record that was changed after it was written. */
  readonly force: boolean;
};

/**
 * Does a recorded run's tool calls again, in their order, in a fresh sandbox at its base commit, without a model, and says where
 * the results differ. The run's own way of working is used, with the recorded answers in the place of a model's. Throws a `Fault`
 * when the record is broken or its base commit is gone.
 */
export async function replayRun(
  deps: RunDeps,
  directory: string,
  { force }: ReplayOptions,
  signal: AbortSignal,
): Promise<ReplayReport> {
  const distrust = await whyDistrusted(directory);
  if (distrust !== null && !force) throw broken(directory, distrust);
  const recorded = toRecordedAttempt(await loadRun(directory));
  const { git, settings } = deps;
  requireSolver(settings.solver.name, recorded);
  const mirror = await openRecordedMirror(git, settings.dataDirectory, recorded.base, signal);
  await using folder = await mkdtempDisposable(join(git.scratch, 'replay-'));
  const replay = openReplay(withCommands(deps, recorded), folder.path, signal);
  const replayed = await doAgain(replay, recorded, mirror);

  const calls = compareObservations(recorded.observations, replayed.observations);
  const trees = compareTrees(recorded.trees, replayed.trees);
  return {
    runId: basename(directory),
    baseSha: mirror.baseSha,
    distrust,
    preparation: comparePreparation(recorded.preparation, replayed.preparation),
    calls,
    trees,
    isSame: calls.every(isFine) && trees.every(({ outcome }) => outcome !== 'different'),
  };
}

function isFine({ outcome }: ReplayedCall): boolean {
  return outcome === 'same' || outcome === 'incomparable';
}

async function whyDistrusted(directory: string): Promise<string | null> {
  const verdict = await verifyChain(directory);
  return verdict.ok ? null : `event ${verdict.seq}: ${verdict.why}`;
}

function broken(directory: string, why: string): Fault {
  return new Fault(`The record of the run ${basename(directory)} is not as it was written. ${why}.`, {
    nextAction: 'Replay it with --force if it is to be replayed all the same.',
  });
}

function requireSolver(name: string, { started }: RecordedAttempt): void {
  const { solver } = started.settings;
  if (solver === name) return;
  throw new Fault(`The run was worked on by the solver ${solver}, and this is ${name}.`, {
    nextAction: `Replay it with the solver ${solver}.`,
  });
}

/** Commands that the run was given go before what its repository says, as they did then. */
function withCommands(deps: RunDeps, { started }: RecordedAttempt): RunDeps {
  return { ...deps, settings: { ...deps.settings, commands: started.settings.commands } };
}

/** It has a record as every run has, which nobody keeps. */
function openReplay(deps: RunDeps, folder: string, signal: AbortSignal): Run {
  const silent = { ...deps, onEvent: () => undefined };
  const record = openRunRecord(folder, 'replay', { redact: redactAsKnown(() => []) });
  return standInRun(silent, { record, progress: trackProgress(silent, record, () => undefined) }, signal);
}

type Replayed = {
  readonly preparation: readonly Ran[];
  readonly observations: readonly Extract<AgentEvent, { type: 'observation' }>[];
  readonly trees: readonly Extract<AgentEvent, { type: 'tree' }>[];
};

async function doAgain(asked: Run, recorded: RecordedAttempt, mirror: Mirror): Promise<Replayed> {
  const planned = await planRun(asked, mirror);
  const run = inImage(await fitRun(asked, planned.plan, planned.settings.settings.publish), recorded.base.image);
  await using sandbox = await openWorkspace(run, { mirror, sha: mirror.baseSha, purpose: 'agent' });
  const preparation = await prepare(run, sandbox, planned);
  const events = await solveAgain(run, sandbox, { recorded, planned });
  return {
    preparation,
    observations: events.filter((event) => event.type === 'observation'),
    trees: events.filter((event) => event.type === 'tree'),
  };
}

function inImage(run: Run, image: string): Run {
  return { ...run, deps: { ...run.deps, settings: { ...run.deps.settings, image } } };
}

async function prepare({ deps, progress, signal }: Run, workspace: Sandbox, { plan }: RunPlan) {
  const commands: Ran[] = [];
  await prepareBox(
    {
      workspace,
      onCommand: (command) => commands.push(command),
      blockedHosts: () => blockedHosts(progress.blocked),
    },
    plan,
    deps.settings.installTimeoutMs,
    signal,
  );
  return commands;
}

/** Longer than any run, and room for any conversation: nothing may end a replay but its record. */
const noHaste = { minutes: 24 * 60 };
const noNarrowness = { contextWindow: 1_000_000_000, maxOutputTokens: null };

async function solveAgain(
  { deps, signal }: Run,
  sandbox: Sandbox,
  { recorded, planned }: { readonly recorded: RecordedAttempt; readonly planned: RunPlan },
): Promise<readonly AgentEvent[]> {
  const { solver, exportRules } = deps.settings;
  const { budget, model } = recorded.started.settings;
  const events: AgentEvent[] = [];
  const solving = solver.solve(
    {
      goal: recorded.started.task === 'plan' ? 'proposal' : 'change',
      ...playBack(recorded),
      model: { ...noNarrowness, editStyle: model.editStyle },
      workspace: sandbox.restricted(),
      record: (event) => events.push(event),
      now: deps.now,
      objectTo: objectToChange({ test: planned.plan.test, protectedPaths: exportRules.protectedPaths }),
      nestedGuidance: [],
    },
    [{ role: 'user', text: 'A replay: the answers are already known.' }],
    { ...budget, ...noHaste },
    signal,
  );
  await solving.catch((error: unknown) => {
    if (!(error instanceof RecordIsOver)) throw error;
  });
  signal.throwIfAborted();
  return events;
}
