import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskFolders } from '../disk/disk.ts';
import { readMounts } from '../disk/read-mounts.ts';
import { runTool } from '../disk/run-tool.ts';

/**
 * A slot is a pair of empty folders that a container has as its workspace and its home. What is mounted over them
 * appears in the container at once, also while it runs: so a box can wait for its workspace, and get any.
 */
export type Slots = AsyncDisposable & {
  /** Makes the slot, if there is none. */
  make(id: string): Promise<DiskFolders>;
  /** Mounts these folders over it, unless something is. */
  fill(id: string, folders: DiskFolders): Promise<DiskFolders>;
  /** Nothing is mounted over it afterwards. No box of it may run then. */
  empty(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  list(): Promise<readonly string[]>;
};

/** Needs root, as mounting does. `directory` belongs to the slots alone. */
export async function openSlots(directory: string): Promise<Slots> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  if (!(await readMounts()).includes(directory)) await runTool('/bin/mount', ['--bind', directory, directory]);
  // From here into the containers, and not back.
  await runTool('/bin/mount', ['--make-shared', directory]);
  const slot = (id: string): DiskFolders => ({
    workspace: join(directory, id, 'workspace'),
    home: join(directory, id, 'home'),
  });
  const make: Slots['make'] = async (id) => {
    const folders = slot(id);
    for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o755 });
    return folders;
  };
  const empty: Slots['empty'] = async (id) => {
    const mounted = (await readMounts()).filter((path) => Object.values(slot(id)).includes(path));
    for (const path of mounted.reverse()) await unmount(path);
  };
  const list = () => readdir(directory);
  return {
    make,
    empty,
    list,
    async fill(id, folders) {
      const target = await make(id);
      const mounted = await readMounts();
      const bind = (from: string, to: string) =>
        mounted.includes(to) ? null : runTool('/bin/mount', ['--bind', from, to]);
      await Promise.all([bind(folders.workspace, target.workspace), bind(folders.home, target.home)]);
      return target;
    },
    async remove(id) {
      await empty(id);
      // Only folders that are empty: what is still mounted there is nobody's to remove.
      for (const folder of [...Object.values(slot(id)), join(directory, id)]) await rmdir(folder).catch(missingAlready);
    },
    async [Symbol.asyncDispose]() {
      // Boxes that go on keep theirs, and with them the folder they are in.
      if ((await list()).length === 0) await unmount(directory);
    },
  };
}

async function unmount(path: string): Promise<void> {
  await runTool('/bin/umount', [path]).catch(() => runTool('/bin/umount', ['--lazy', path]));
}

function missingAlready(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
