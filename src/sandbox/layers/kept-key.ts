import { createHash } from 'node:crypto';
import type { LayerKey } from './layer-key.ts';

/** An agent's workspace as one run left it. */
export type KeptFacts = {
  /** As in `LayerFacts`. */
  readonly repository: string;
  readonly runId: string;
};

/**
 * A model has worked in what has this key, so that it may become nothing but the workspace of another agent: the list that is
 * hashed begins with a word where that of a layer begins with a number, and whoever looks for a layer never comes upon it.
 */
export function keptKey({ repository, runId }: KeptFacts): LayerKey {
  return {
    repository,
    id: createHash('sha256')
      .update(JSON.stringify(['kept', repository, runId]))
      .digest('hex'),
  };
}
