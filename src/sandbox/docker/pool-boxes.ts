import { randomUUID } from 'node:crypto';
import type { ChosenRuntime } from '../isolation/chosen-runtime.ts';
import { after } from '../pool/after.ts';
import { openPool } from '../pool/open-pool.ts';
import type { Pool, PoolDeps } from '../pool/pool.ts';
import type { BoxShape } from '../pool/pool-key.ts';
import { boxCost } from './box-cost.ts';
import { emptyFolders, makeStorage } from './box-storage.ts';
import type { BoxStorage } from './container-options.ts';
import type { DockerCore } from './docker-core.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';
import { freezeContainer, thawContainer } from './freeze-container.ts';
import { takesLate } from './make-entry.ts';
import { openBoxEgress } from './open-box-egress.ts';
import type { PooledBox } from './pooled-box.ts';
import { removeLeavings } from './remove-leavings.ts';
import { startBox } from './start-box.ts';

/** Boxes that wait for a claim. A crash leaves them without a record, so that the next provider removes them. */
export function poolBoxes({ clock, log, pool }: DockerSandboxesDeps, core: () => DockerCore): Pool<PooledBox> {
  const deps: PoolDeps<PooledBox> = {
    make: (shape, signal) => makeBox(core(), shape, signal),
    isAlive: (box) => box.isOpen,
    isHealthy: async ({ live }) => (await live.box.exec(['true'], { timeoutMs: 5000 })).ok,
    freeze: async (box) => {
      box.live.box.hold();
      await freezeContainer(core(), box);
    },
    thaw: async (box) => {
      await thawContainer(core(), box, null);
      box.live.box.release();
    },
    dispose: (box) => disposeBox(core(), box),
    cost: (box) => boxCost(core(), box.id),
    now: clock.monotonic,
    after,
    log,
  };
  return openPool(deps, pool);
}

async function makeBox(core: DockerCore, shape: BoxShape, signal: AbortSignal): Promise<PooledBox> {
  const { imageId, limits, storage: kind } = shape;
  const id = `sandpiper-${randomUUID()}`;
  await using undo = new AsyncDisposableStack();
  undo.defer(() => removeLeavings(core, { id, freezer: undefined, isForeign: false }, kind));
  signal.throwIfAborted();
  const egress = await openBoxEgress(core, { kind: 'none' });
  undo.defer(() => egress.close());
  const runtime = { runtime: shape.runtime, isolation: core.engine.isolationOf(shape.runtime) };
  const storage = await storageOf(core, { id, shape, runtime });
  const live = await startBox(core, { id, imageId, limits, runtime, storage }, egress, signal);
  const box: PooledBox = { id, freezer: undefined, isForeign: false, live, storage: kind, isOpen: true };
  void live.box.closed.then(() => {
    box.isOpen = false;
  });
  undo.move();
  return box;
}

/** Where a workspace can come into a running box, it does when it is known which. */
async function storageOf(core: DockerCore, { id, shape, runtime }: NewBox): Promise<BoxStorage> {
  if (shape.storage === 'disk' && takesLate(runtime)) return await emptyFolders(core, id);
  const workspace = { kind: 'new', storage: shape.storage } as const;
  return (await makeStorage(core, { id, workspace, limits: shape.limits })).storage;
}

type NewBox = { readonly id: string; readonly shape: BoxShape; readonly runtime: ChosenRuntime };

async function disposeBox(core: DockerCore, box: PooledBox): Promise<void> {
  box.live.egress.close();
  box.live.box.close();
  await removeLeavings(core, box, box.storage);
}
