import type { ModelProfile } from '../model/model-profile.ts';
import { applyPatch } from './apply-patch.ts';
import { bashTool } from './bash.ts';
import { bashOutputTool } from './bash-output.ts';
import type { ChangedFile } from './changed-file.ts';
import { edit } from './edit.ts';
import { type FinishInput, finishTool } from './finish.ts';
import { type PlanStep, planTool } from './plan.ts';
import type { Proposal } from './proposal/proposal.ts';
import { proposeTool } from './propose.ts';
import { openCommands } from './shell/open-commands.ts';
import type { Tool } from './tool.ts';
import { view } from './view.ts';
import { write } from './write.ts';

export type ToolsetOptions = {
  readonly editStyle: ModelProfile['editStyle'];
  readonly onPlan: (plan: readonly PlanStep[]) => void;
  /** Told once the finish is accepted, with the objections that were left standing. */
  readonly onFinish: (said: FinishInput, unresolved: readonly string[]) => void;
  /** What is wanted is no change but a plan for people to approve of; told once it is accepted. */
  readonly onProposal?: (proposal: Proposal) => void;
  /** Whether a command has run since the tree last changed. */
  readonly wasRunSinceChange: () => boolean;
  readonly objectTo: (change: readonly ChangedFile[]) => readonly string[];
  /** Whether the next finish ends the attempt, whatever speaks against it. Default: never. */
  readonly isLastCall?: () => boolean;
};

/**
 * What the model may use in one attempt, which these tools remember. Disposing kills what still runs in the background, within
 * 5 seconds, and removes what was kept of long output.
 */
export interface Toolset extends AsyncDisposable {
  /** The same for the whole attempt, in this order: providers cache what does not change. */
  readonly tools: readonly Tool[];
}

export function openToolset(options: ToolsetOptions): Toolset {
  const { editStyle, onPlan, onProposal, isLastCall = never } = options;
  const commands = openCommands();
  const looking = [bashTool(commands), bashOutputTool(commands), view];
  const editing = editStyle === 'apply-patch' ? [applyPatch] : [edit, write];
  const deps = { ...options, isLastCall };
  return {
    tools:
      onProposal === undefined
        ? [...looking, ...editing, planTool(onPlan), finishTool(deps)]
        : [...looking, proposeTool({ ...deps, onProposal })],
    [Symbol.asyncDispose]: () => commands[Symbol.asyncDispose](),
  };
}

function never(): boolean {
  return false;
}
