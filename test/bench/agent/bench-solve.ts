import type { Attempt, Budget } from '../../../src/agent/attempt.ts';
import { sandpiperSolver } from '../../../src/agent/sandpiper-solver.ts';
import type { AskModel, Message } from '../../../src/model/ask-model.ts';
import type { Workspace } from '../../../src/sandbox/sandbox.ts';

const prompt: readonly Message[] = [
  { role: 'system', text: 'You fix issues. '.repeat(250) },
  { role: 'user', text: 'Fix it. '.repeat(500) },
];

const budget: Budget = { steps: 1_000, tokens: 1_000_000_000, costUsd: 1_000, minutes: 60 };

/** Our own loop with everything but the model and the box taken as it comes. */
export async function benchSolve(askModel: AskModel, workspace: Workspace): Promise<Attempt> {
  const deps = {
    askModel,
    model: { contextWindow: 1_000_000, maxOutputTokens: 32_000, editStyle: 'edit' },
    workspace,
    record: () => undefined,
    now: Date.now,
    takeMessages: () => [],
    objectTo: () => [],
    nestedGuidance: [],
  } as const;
  return await sandpiperSolver.solve(deps, prompt, budget, AbortSignal.timeout(10 * 60_000));
}
