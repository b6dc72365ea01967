import { rmdir } from 'node:fs/promises';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';

/** What the kernel has not written yet can be as much as the host's memory. */
const writingTimeoutMs = 600_000;

/**
 * Nothing is mounted there afterwards, and the mount point is gone: that takes the mount out of the namespaces of other
 * processes, too, which copied it when they began. A container has its own, elsewhere, and keeps it until it ends.
 */
export async function unmount(mount: string): Promise<void> {
  for (const _ of (await readMounts()).filter((path) => path === mount)) {
    await runTool('/bin/umount', [mount], writingTimeoutMs).catch(() => runTool('/bin/umount', ['--lazy', mount]));
  }
  await rmdir(mount).catch(() => undefined); // What is no empty folder is not ours.
}
