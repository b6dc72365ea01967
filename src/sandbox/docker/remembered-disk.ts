import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { SandboxFault } from '../sandbox.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';

export type RememberedDisk = AsyncDisposable & {
  /** Opened when it is first asked for, and again after that failed. */
  open(): Promise<Disk>;
  /** By this process or an earlier one. */
  wasUsed(): Promise<boolean>;
};

const openTimeoutMs = 300_000;

/** The workspaces on disk, which most installations need late or never. */
export function rememberedDisk(deps: DockerSandboxesDeps, closing: AbortSignal): RememberedDisk {
  const mark = join(deps.stateDirectory, 'disk-in-use');
  let opened: Promise<Disk> | null = null;
  const open = async () => {
    if (closing.aborted) throw new SandboxFault('The provider of sandboxes is closed.', { ran: 'no' });
    await writeFile(mark, '', { mode: 0o600 });
    return await deps.openDisk(AbortSignal.any([closing, AbortSignal.timeout(openTimeoutMs)]));
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
      await (await opened?.catch(() => null))?.[Symbol.asyncDispose]();
    },
  };
}
