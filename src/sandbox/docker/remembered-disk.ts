import { access, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';
import { openSlots, type Slots } from './open-slots.ts';

/** Workspaces on disk, and how they come into containers. */
export type DiskHost = { readonly disk: Disk; readonly slots: Slots };

export type RememberedDisk = AsyncDisposable & {
  /** Opened when it is first asked for, and again after that failed. */
  open(): Promise<DiskHost>;
  /** By this process or an earlier one. */
  wasUsed(): Promise<boolean>;
};

const openTimeoutMs = 300_000;

/** Most installations need it late or never. */
export function rememberedDisk(deps: DockerSandboxesDeps, closing: AbortSignal): RememberedDisk {
  const mark = join(deps.stateDirectory, 'disk-in-use');
  let opened: Promise<DiskHost> | null = null;
  const open = async () => {
    closing.throwIfAborted();
    await writeFile(mark, '', { mode: 0o600 });
    return await openHost(deps, AbortSignal.any([closing, AbortSignal.timeout(openTimeoutMs)]));
  };
  return {
    open() {
      opened ??= open().catch((error) => {
        opened = null;
        throw error;
      });
      return opened;
    },
    wasUsed: () =>
      access(mark).then(
        () => true,
        () => false,
      ),
    async [Symbol.asyncDispose]() {
      const host = await opened?.catch(() => null);
      await host?.slots[Symbol.asyncDispose]();
      await host?.disk[Symbol.asyncDispose]();
    },
  };
}

async function openHost({ openDisk, stateDirectory }: DockerSandboxesDeps, signal: AbortSignal): Promise<DiskHost> {
  const disk = await openDisk(signal);
  try {
    // The kernel names mounts by their real paths.
    return { disk, slots: await openSlots(join(await realpath(stateDirectory), 'slots')) };
  } catch (error) {
    await disk[Symbol.asyncDispose]();
    throw error;
  }
}
