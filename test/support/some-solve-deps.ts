import type { SolveDeps } from '../../src/agent/solver.ts';

/** What an attempt needs, with nobody who writes to the agent and nothing that speaks against its change. */
export function someSolveDeps(some: Pick<SolveDeps, 'askModel' | 'workspace'> & Partial<SolveDeps>): SolveDeps {
  return {
    model: { contextWindow: 128_000, maxOutputTokens: null, editStyle: 'edit' },
    record: () => undefined,
    now: Date.now,
    takeMessages: () => [],
    objectTo: () => [],
    nestedGuidance: [],
    ...some,
  };
}
