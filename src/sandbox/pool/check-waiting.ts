import { untilAborted } from '../../until-aborted.ts';
import type { PoolDeps, PoolSettings } from './pool.ts';
import type { Shelf, Waiting } from './shelf.ts';

export type CheckDeps<Box> = Pick<PoolDeps<Box>, 'isAlive' | 'isHealthy' | 'now'> & {
  readonly settings: PoolSettings;
  readonly discard: (box: Box) => void;
};

/** Takes out the boxes that are dead or do not answer, and one that is too old: all at once would leave the ring empty. */
export async function checkWaiting<Box>(deps: CheckDeps<Box>, shelf: Shelf<Box>, signal: AbortSignal): Promise<void> {
  const takeOut = (waiting: Waiting<Box>) => {
    // One that is not there any more was claimed or moved meanwhile.
    if (shelf.takeOut(waiting)) deps.discard(waiting.box);
  };
  const waiting = [...shelf.hot, ...shelf.frozen];
  const bornBefore = deps.now() - deps.settings.maxAgeMs;
  for (const dead of waiting.filter(({ box }) => !deps.isAlive(box))) takeOut(dead);
  for (const old of waiting.filter(({ madeAt }) => madeAt < bornBefore).slice(0, 1)) takeOut(old);
  const asked = [...shelf.hot].map(async (hot) => {
    const isIll = !(await isHealthy(deps, hot.box, signal));
    // One that was frozen meanwhile could not answer.
    if (isIll && shelf.hot.includes(hot)) takeOut(hot);
  });
  await Promise.all(asked);
}

async function isHealthy<Box>(deps: CheckDeps<Box>, box: Box, signal: AbortSignal): Promise<boolean> {
  try {
    return await untilAborted(deps.isHealthy(box, signal), signal);
  } catch {
    // Whatever the reason: a box that cannot be asked is not given out.
    return false;
  }
}
