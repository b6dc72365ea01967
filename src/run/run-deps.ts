import type { Logger } from 'pino';
import type { AgentEvent, Budget } from '../agent/attempt.ts';
import type { Solver } from '../agent/solver.ts';
import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import type { GitDeps } from '../git/git-call.ts';
import type { ExportRules } from '../git/parse-export.ts';
import type { AskModel } from '../model/ask-model.ts';
import type { ModelProfile } from '../model/model-profile.ts';
import type { Stage } from '../report/comment-state.ts';
import type { Layers } from '../sandbox/layers/layers.ts';
import type { EgressRule, Isolation, SandboxLimits, SandboxProvider } from '../sandbox/sandbox.ts';
import type { CommandRun } from '../verify/suite.ts';
import type { RunOutcome } from './run-outcome.ts';

export type RunDeps = {
  readonly sandboxes: SandboxProvider;
  readonly askModel: AskModel;
  /** What the boxes of a repository are made with: an image that has its toolchains, its registries, and the hosts it may name. */
  readonly boxFor: (wanted: BoxWish, signal: AbortSignal) => Promise<BoxChoice>;
  readonly git: GitDeps;
  /** Where prepared workspaces are kept for other boxes and runs; `null`: each box is prepared from nothing. */
  readonly layers: RunLayers | null;
  readonly settings: RunSettings;
  /** Told what happens as it happens, in whatever run, without its secrets. */
  readonly onEvent: (event: RunEvent) => void;
  readonly now: () => number;
  readonly log: Logger;
};

export type RunLayers = Layers & {
  /** What names the content of an image, whatever its reference comes to mean. */
  readonly imageId: (image: string) => Promise<string>;
};

export type BoxWish = Pick<EnvironmentPlan, 'ecosystems' | 'image' | 'hosts'>;

export type BoxChoice = Pick<RunSettings, 'image' | 'egress'> & {
  /** What of the wish was not granted, a sentence each. */
  readonly notes: readonly string[];
};

export type RunSettings = {
  readonly dataDirectory: string;
  /** What is run instead of what the repository and its settings say; `null`: they decide, of either or of both. */
  readonly commands: { readonly install: string | null; readonly test: string } | null;
  /** The image of every box of a run. */
  readonly image: string;
  /** A minimum. */
  readonly isolation: Isolation;
  readonly storage: 'memory' | 'disk';
  readonly solver: Solver;
  readonly model: ModelProfile & { readonly name: string };
  readonly budget: Budget;
  /** The part of the budget that a plan may take, more than 0 and at most 1. */
  readonly planShare: number;
  /** How many candidates of one run are worked on beside one another. */
  readonly candidatesAtOnce: number;
  readonly limits: SandboxLimits;
  readonly egress: { readonly allow: readonly EgressRule[]; readonly env: Readonly<Record<string, string>> };
  readonly installTimeoutMs: number;
  readonly testTimeoutMs: number;
  readonly exportRules: Omit<ExportRules, 'baseSha' | 'basePaths'>;
};

export type RunEvent =
  | {
      readonly type: 'started';
      readonly runId: string;
      readonly directory: string;
      readonly solver: string;
      readonly model: string;
    }
  | { readonly type: 'stage'; readonly runId: string; readonly stage: Stage }
  | { readonly type: 'command'; readonly runId: string; readonly purpose: string; readonly run: CommandRun }
  | { readonly type: 'agent'; readonly runId: string; readonly event: AgentEvent }
  | { readonly type: 'ended'; readonly runId: string; readonly outcome: RunOutcome['kind'] };
