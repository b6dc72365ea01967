import type { ModelProfile } from '../model/model-profile.ts';
import { bash } from './bash.ts';
import type { ChangedFile } from './changed-file.ts';
import { edit } from './edit.ts';
import { type FinishInput, finishTool } from './finish.ts';
import type { PlanStep } from './plan.ts';
import type { Tool } from './tool.ts';
import { view } from './view.ts';
import { write } from './write.ts';

export type ToolsetOptions = {
  readonly editStyle: ModelProfile['editStyle'];
  readonly onPlan: (plan: readonly PlanStep[]) => void;
  /** Told once the finish is accepted, with the objections that were left standing. */
  readonly onFinish: (said: FinishInput, unresolved: readonly string[]) => void;
  /** Whether a command has run since the tree last changed. */
  readonly wasRunSinceChange: () => boolean;
  readonly objectTo: (change: readonly ChangedFile[]) => readonly string[];
};

/** What the model may use in one attempt, which these tools remember. Disposing ends what still runs in the background. */
export interface Toolset extends AsyncDisposable {
  /** The same for the whole attempt, in this order: providers cache what does not change. */
  readonly tools: readonly Tool[];
}

export function openToolset(options: ToolsetOptions): Toolset {
  return {
    tools: [bash, view, edit, write, finishTool((said) => options.onFinish(said, []))],
    async [Symbol.asyncDispose]() {
      // Nothing runs in the background yet.
    },
  };
}
