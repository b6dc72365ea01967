import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type OpenDiskDeps, openDisk } from '../../src/sandbox/disk/open-disk.ts';
import { readMounts } from '../../src/sandbox/disk/read-mounts.ts';

const run = promisify(execFile);

export const hasLoopDevices =
  process.getuid?.() === 0 &&
  (await access('/dev/loop-control').then(
    () => true,
    () => false,
  ));

/** A directory for a disk. Whatever the test left mounted below it is gone when its `await using` block is left. */
export async function diskDirectory(parent = tmpdir()) {
  const path = await mkdtemp(join(parent, 'sandpiper-disk-'));
  return {
    path,
    open: (deps: Partial<OpenDiskDeps> = {}) => openDisk(someDeps(path, deps), new AbortController().signal),
    async [Symbol.asyncDispose]() {
      await unmountBelow(path);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** A small disk of its own, for tests that fill it. */
export async function hostDisk(mib: number, kind: 'ext4' | 'xfs' = 'ext4') {
  const folder = await mkdtemp(join(tmpdir(), 'sandpiper-host-'));
  const [image, path] = [join(folder, 'disk.img'), join(folder, 'disk')];
  await mkdir(path);
  await writeFile(image, '');
  await truncate(image, mib * 2 ** 20);
  await run(`/sbin/mkfs.${kind}`, ['-q', image]);
  await run('/bin/mount', ['-o', 'loop,discard', image, path]);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await unmountBelow(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function someDeps(directory: string, deps: Partial<OpenDiskDeps>): OpenDiskDeps {
  return {
    directory,
    maxBytes: 2 ** 31,
    reserveBytes: 0,
    overcommit: 1,
    say: () => undefined,
    log: { warn: () => undefined },
    now: () => new Date(),
    ...deps,
  };
}

/** As if the machine had been started anew. */
export async function unmountBelow(path: string): Promise<void> {
  for (const mount of (await readMounts()).filter((mount) => mount.startsWith(`${path}/`)).toReversed()) {
    await run('/bin/umount', ['--lazy', mount]);
  }
}

/** What a box would do there: `script` as user 1000, with the folder as its working directory. */
export async function asBox(folder: string, script: string): Promise<string> {
  const argv = ['--reuid=1000', '--regid=1000', '--clear-groups', '/bin/bash', '-c', script];
  // Root has gone into the folder before: the way to it is closed to user 1000.
  return (await run('/usr/bin/setpriv', argv, { cwd: folder })).stdout;
}

export async function asRoot(file: string, ...args: readonly string[]): Promise<string> {
  return (await run(file, args)).stdout;
}
