import { readFileSync, writeFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/** Stops and continues a container without asking the engine, which takes many times as long. */
export type CgroupFreezer = {
  /** Resolves once every process stands still. Rejects when that takes too long; nothing is frozen then. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
};

const freezeTimeoutMs = 3000;

/**
 * The freezer of the container whose first process is `pid`, or `null` where this process cannot reach it: on another
 * machine, in another namespace, or without the right.
 */
export async function cgroupFreezer(containerId: string, pid: number): Promise<CgroupFreezer | null> {
  const cgroups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  const v1 = /^\d+:freezer:(.+)$/m.exec(cgroups)?.[1];
  const v2 = /^0::(.+)$/m.exec(cgroups)?.[1];
  // The id in the path proves that this is the container: a number may belong to another process here.
  if (v1?.includes(containerId)) return await usable(freezerV1(join('/sys/fs/cgroup/freezer', v1)), v1File(v1));
  if (v2?.includes(containerId)) return await usable(freezerV2(join('/sys/fs/cgroup', v2)), v2File(v2));
  return null;
}

const v1File = (path: string) => join('/sys/fs/cgroup/freezer', path, 'freezer.state');
const v2File = (path: string) => join('/sys/fs/cgroup', path, 'cgroup.freeze');

async function usable(freezer: CgroupFreezer, file: string): Promise<CgroupFreezer | null> {
  return await access(file, 2).then(
    () => freezer,
    () => null,
  );
}

function freezerV1(folder: string): CgroupFreezer {
  const file = join(folder, 'freezer.state');
  return freezerOf({
    write: (frozen) => writeFileSync(file, frozen ? 'FROZEN' : 'THAWED'),
    isFrozen: () => readFileSync(file, 'utf8').trim() === 'FROZEN',
  });
}

function freezerV2(folder: string): CgroupFreezer {
  return freezerOf({
    write: (frozen) => writeFileSync(join(folder, 'cgroup.freeze'), frozen ? '1' : '0'),
    isFrozen: () => /^frozen 1$/m.test(readFileSync(join(folder, 'cgroup.events'), 'utf8')),
  });
}

/** Files that the kernel answers for from memory: whoever waited for a thread to do it would wait longer than it takes. */
type Switch = { readonly write: (frozen: boolean) => void; readonly isFrozen: () => boolean };

function freezerOf({ write, isFrozen }: Switch): CgroupFreezer {
  return {
    async thaw() {
      write(false);
    },
    async freeze() {
      write(true);
      const deadline = performance.now() + freezeTimeoutMs;
      for (let tries = 0; !isFrozen(); tries += 1) {
        if (performance.now() > deadline) {
          write(false);
          throw new Error(`the kernel did not stop it within ${freezeTimeoutMs / 1000} s`);
        }
        await (tries < 20 ? nextTurn() : wait(1));
      }
    },
  };
}
