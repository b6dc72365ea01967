import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';

/** Nothing is mounted there afterwards. What still uses it keeps it until it ends; then the kernel lets go. */
export async function unmount(mount: string): Promise<void> {
  for (const _ of (await readMounts()).filter((path) => path === mount)) {
    await runTool('/bin/umount', [mount]).catch(() => runTool('/bin/umount', ['--lazy', mount]));
  }
}
