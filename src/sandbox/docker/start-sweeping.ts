import type { DockerCore } from './docker-core.ts';
import { sweep } from './sweep.ts';

/** Sweeps again and again, never twice at the same time. */
export function startSweeping(core: DockerCore): { stop(): Promise<void> } {
  let underWay: Promise<void> | null = null;
  const timer = setInterval(() => {
    underWay ??= sweep(core)
      .catch((err) => core.deps.log.warn({ err }, 'A sweep over the sandboxes failed'))
      .finally(() => {
        underWay = null;
      });
  }, core.deps.sweepEveryMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
