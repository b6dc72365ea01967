import type { PlanStep } from '../../tools/plan.ts';

/** What is known of the work without asking the model. */
export type WorkState = {
  readonly plan: readonly PlanStep[];
  readonly changedFiles: readonly string[];
  /** The last command that was run to verify something; `outcome` in words, such as `exit code 1`. */
  readonly lastCommand: { readonly command: string; readonly outcome: string } | null;
};
