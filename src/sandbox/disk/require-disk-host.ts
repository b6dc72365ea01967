import { readFile, readlink } from 'node:fs/promises';
import { noDiskHere } from './no-disk-here.ts';
import { pathExists } from './path-exists.ts';

const tools = [
  '/sbin/losetup',
  '/sbin/mkfs.ext4',
  '/sbin/fsfreeze',
  '/bin/mount',
  '/bin/umount',
  '/bin/cp',
  '/bin/tar',
];
const moreTools = ['/usr/bin/flock', '/usr/bin/fallocate', '/usr/bin/setsid', '/usr/bin/timeout'];

/** Throws what keeps this host from having workspaces on disk at all. */
export async function requireDiskHost(): Promise<void> {
  const reason = await whyNot();
  if (reason !== null) throw noDiskHere(reason);
}

async function whyNot(): Promise<string | null> {
  if (process.platform !== 'linux') return 'they need Linux, with the Docker Engine on the same machine';
  if (process.getuid?.() !== 0) return 'mounting them needs root, which this process is not';
  if (!(await pathExists('/dev/loop-control'))) return 'the kernel offers no loop devices (/dev/loop-control)';
  for (const tool of [...tools, ...moreTools]) {
    if (!(await pathExists(tool))) return `the program ${tool} is not installed`;
  }
  return (await engineSeesOurMounts())
    ? null
    : 'the Docker Engine runs in another mount namespace and would not see them';
}

/** Only what can be told cheaply: an engine whose process cannot be found is believed to see them. */
async function engineSeesOurMounts(): Promise<boolean> {
  const pid = await readFile('/var/run/docker.pid', 'utf8').catch(() => '');
  const theirs = await readlink(`/proc/${pid.trim() || 'none'}/ns/mnt`).catch(() => null);
  if (theirs === null || theirs === (await readlink('/proc/self/ns/mnt'))) return true;
  return / shared:\d+ /.test(await readFile('/proc/self/mountinfo', 'utf8'));
}
