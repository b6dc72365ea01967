import type { AgentEvent } from '../../agent/attempt.ts';

type Tree = Pick<Extract<AgentEvent, { type: 'tree' }>, 'step' | 'digest'>;

export type ReplayedTree = {
  readonly step: number;
  /** `unknown`: of one of them there is no digest. */
  readonly outcome: 'same' | 'different' | 'unknown';
};

/** Sets the files after each step against those of the record. */
export function compareTrees(recorded: readonly Tree[], replayed: readonly Tree[]): readonly ReplayedTree[] {
  const again = new Map(replayed.map(({ step, digest }) => [step, digest]));
  return recorded.map(({ step, digest }) => {
    const after = again.get(step) ?? null;
    if (digest === null || after === null) return { step, outcome: 'unknown' };
    return { step, outcome: digest === after ? 'same' : 'different' };
  });
}
