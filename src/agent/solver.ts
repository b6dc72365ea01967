import type { AskModel, Message } from '../model/ask-model.ts';
import type { ModelProfile } from '../model/model-profile.ts';
import type { Workspace } from '../sandbox/sandbox.ts';
import type { ChangedFile } from '../tools/changed-file.ts';
import type { AgentEvent, Attempt, Budget, Goal } from './attempt.ts';
import type { GuidanceFile, PromptFacts } from './prompt/prompt-facts.ts';

/** A way of working on an issue. Ours is `sandpiperSolver`; an evaluation compares it with others on the same model. */
export type Solver = {
  readonly name: string;
  /** The first messages. The same facts give the same bytes. */
  buildPrompt(facts: PromptFacts): Promise<readonly Message[]>;
  /** See `solve`. */
  solve(deps: SolveDeps, prompt: readonly Message[], budget: Budget, signal: AbortSignal): Promise<Attempt>;
};

export type SolveDeps = {
  /** Left out: a change. */
  readonly goal?: Goal;
  readonly askModel: AskModel;
  readonly model: Pick<ModelProfile, 'contextWindow' | 'maxOutputTokens' | 'editStyle'> &
    Partial<Pick<ModelProfile, 'price'>>;
  readonly workspace: Workspace;
  readonly record: (event: AgentEvent) => void;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  /** What maintainers have said since it was last called, each to be delivered before the next step. */
  readonly takeMessages: () => readonly SteeringMessage[];
  /** What speaks against the change as it is, one sentence each, for the model. Pure. */
  readonly objectTo: (change: readonly ChangedFile[]) => readonly string[];
  /** Files for agents in folders below the root, each told when the agent first touches its folder. */
  readonly nestedGuidance: readonly GuidanceFile[];
};

/** Trusted like the issue: whoever delivers it has checked who said it. */
export type SteeringMessage = { readonly author: string; readonly text: string };
