import { basename } from 'node:path';
import type { AgentEvent, Budget } from '../../agent/attempt.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { Usage } from '../../model/ask-model.ts';
import type { Spent, Stage } from '../../report/comment-state.ts';
import type { EgressAttempt } from '../../sandbox/sandbox.ts';
import type { RunRecord } from '../../store/run-record.ts';
import type { CommandRun } from '../../verify/suite.ts';
import { newCanary } from '../canary/new-canary.ts';
import { type CanaryWatch, watchCanary } from '../canary/watch-canary.ts';
import type { RunDeps } from '../run-deps.ts';
import type { PullWork } from './pull-work.ts';

/** Where a run is and what it has used so far; everything told to it is also recorded, and told on redacted. */
export interface Progress {
  readonly stage: Stage;
  readonly spent: Spent;
  /** Attempts to reach the network that were denied, at most a hundred. */
  readonly blocked: readonly EgressAttempt[];
  /** What a reader finds in the record, in words. */
  readonly saved: readonly string[];
  /** See `RunNews`. */
  readonly notes: readonly string[];
  readonly waiting: string | null;
  readonly work: PullWork | null;
  /** Sees most of what is told here; what is about to be published has to be shown to it. */
  readonly canary: CanaryWatch;
  enter(stage: Stage): void;
  /** What the work begins with, so that it can be done again. */
  addBase(base: { readonly mirror: Mirror; readonly image: string; readonly plan: object }): void;
  /** On which pull request it works, as soon as that is known. */
  workOn(work: PullWork): void;
  /** What it may come to, once everybody who has a say in it was asked. */
  addBudget(budget: Budget): void;
  addCommand(purpose: string, command: CommandRun): void;
  addEgress(entry: EgressAttempt & { readonly purpose: string }): void;
  addAgentEvent(event: AgentEvent): void;
  addSaved(what: string): void;
  /** What one of its candidates has used so far. */
  noteCandidate(number: number, spent: Spent): void;
  /** Which candidate's record tells what came of the run; until then, and where there is none, `null`. */
  readonly chosen: RecordPlace | null;
  choose(record: RecordPlace): void;
  addNotes(notes: readonly string[]): void;
}

export type RecordPlace = { readonly runId: string; readonly directory: string };

const maxBlocked = 100;

export function trackProgress(
  deps: Pick<RunDeps, 'now' | 'onEvent'>,
  record: RunRecord,
  onChange: (progress: Progress) => void,
): Progress {
  const startedAt = deps.now();
  const runId = record.id;
  const blocked: EgressAttempt[] = [];
  const saved: string[] = [];
  const notes = new Set<string>();
  const so = {
    stage: 'accepted' as Stage,
    steps: 0,
    costUsd: 0 as number | null,
    waiting: null as string | null,
    work: null as PullWork | null,
    budgetUsd: null as number | null,
    chosen: null as RecordPlace | null,
  };
  const ofCandidates = new Map<number, Spent>();
  const addCost = ({ costUsd }: Usage) => {
    so.costUsd = so.costUsd === null || costUsd === null ? null : so.costUsd + costUsd;
  };
  const canary = watchCanary({ canary: newCanary(), record, warn: (note) => void notes.add(note) });
  const progress: Progress = {
    canary,
    get stage() {
      return so.stage;
    },
    get spent() {
      const { steps, costUsd, budgetUsd } = so;
      const own = { elapsedMs: deps.now() - startedAt, steps, costUsd, budgetUsd };
      return [...ofCandidates.values()].reduce(addSpent, own);
    },
    get chosen() {
      return so.chosen;
    },
    choose(record) {
      so.chosen = record;
    },
    noteCandidate(number, spent) {
      ofCandidates.set(number, spent);
      onChange(progress);
    },
    blocked,
    saved,
    get notes() {
      return [...notes];
    },
    get waiting() {
      return so.waiting;
    },
    get work() {
      return so.work;
    },
    workOn(work) {
      so.work = work;
      record.append('run.work', { work });
      onChange(progress);
    },
    addNotes(added) {
      for (const note of added) notes.add(note);
    },
    addSaved: (what) => void saved.push(what),
    enter(stage) {
      so.stage = stage;
      record.append('stage', { stage });
      deps.onEvent({ type: 'stage', runId, stage });
      onChange(progress);
    },
    addBase({ mirror, image, plan }) {
      const { baseSha: sha, branch, directory } = mirror;
      record.append('run.base', { sha, branch, mirror: basename(directory), image, plan });
    },
    addBudget(budget) {
      so.budgetUsd = budget.costUsd;
      record.append('run.budget', { budget });
    },
    addCommand(purpose, command) {
      canary.lookAtOutput(purpose, `${command.stdout}\n${command.stderr}`);
      const run = record.addCommand({ purpose, ...command });
      deps.onEvent({ type: 'command', runId, purpose, run });
    },
    addEgress(entry) {
      const { at: attemptedAt, ...attempt } = entry;
      record.append('egress', { attemptedAt, ...attempt });
      canary.lookAtEgress(entry);
      if (entry.decision === 'denied' && blocked.length < maxBlocked) blocked.push(entry);
    },
    addAgentEvent(event) {
      if (event.type === 'observation') canary.lookAtOutput('agent', event.text);
      deps.onEvent({ type: 'agent', runId, event: record.append(`agent.${event.type}`, event) });
      if (event.type === 'waiting') {
        so.waiting = `${event.why} It is asked again in ${Math.ceil(event.waitMs / 1_000)} seconds.`;
        onChange(progress);
      }
      if (event.type === 'shrunk' && event.usage !== undefined) addCost(event.usage);
      if (event.type !== 'answer') return;
      so.waiting = null;
      so.steps = event.step;
      addCost(event.usage);
      onChange(progress);
    },
  };
  return progress;
}

/** The time is the run's own: its candidates go on beside one another. */
function addSpent(sum: Spent, { steps, costUsd }: Spent): Spent {
  const isKnown = sum.costUsd !== null && costUsd !== null;
  return { ...sum, steps: sum.steps + steps, costUsd: isKnown ? sum.costUsd + costUsd : null };
}
