import type { Solver } from '../solver.ts';
import { bashOnlyPrompt } from './bash-only-prompt.ts';
import { solveWithBash } from './solve-with-bash.ts';

/**
 * The baseline an evaluation compares ours with: the least that works. It mirrors mini-swe-agent 2 (github.com/SWE-agent/mini-swe-agent,
 * a83fcae, `agents/default.py` with `config/benchmarks/swebench.yaml`): one tool, a new shell for each command with 60 seconds,
 * output cut to 10,000 characters, a history that only grows, three answers without a usable call and it is over, and the
 * work is handed in by printing a marker. Two things differ: the limits are those of the run, the same for every harness;
 * and the work is the workspace as it is left, where theirs hands in a patch that the model cuts itself.
 */
export const bashOnlySolver: Solver = {
  name: 'bash-only',
  buildPrompt: async (facts) => bashOnlyPrompt(facts),
  solve: solveWithBash,
};
