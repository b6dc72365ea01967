import { createHash } from 'node:crypto';
import type { EngineRuntime, EngineRuntimes } from './list-runtimes.ts';
import { probeContainer } from './probe-container.ts';

export type VerdictSubject = {
  readonly engine: EngineRuntimes;
  readonly runtime: EngineRuntime;
  readonly imageId: string;
};

/** Changes with everything a verdict depends on: the engine, its kernel, the runtime, the image, and what a box may do. */
export function verdictKey({ engine, runtime, imageId }: VerdictSubject): string {
  const nothing = { targets: [], secret: ['', ''] } as const;
  const box = probeContainer('box', { engine, runtime, image: imageId }, nothing);
  const { id, version, kernel } = engine;
  return createHash('sha256')
    .update(JSON.stringify([id, version, kernel, runtime, box]))
    .digest('hex');
}
