import { buildPrompt } from './prompt/build-prompt.ts';
import { readSystemPrompt } from './prompt/read-system-prompt.ts';
import { solve } from './solve.ts';
import type { Solver } from './solver.ts';

/** The product's own way of working. */
export const sandpiperSolver: Solver = {
  name: 'sandpiper',
  buildPrompt: async (facts) => buildPrompt(await readSystemPrompt(facts.goal), facts),
  solve,
};
