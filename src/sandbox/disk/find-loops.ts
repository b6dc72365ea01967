import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { backingFiles } from './backing-files.ts';
import { runTool } from './run-tool.ts';

/**
 * The loop devices of a file, in whatever mount namespace they are used. A path in the kernel's list can be of another
 * directory or of a mount that is gone, so it only tells when there is surely none; the inode decides.
 */
export async function findLoops(file: string): Promise<readonly string[]> {
  const name = basename(file);
  if (!(await backingFiles()).some((path) => path.includes(name))) return [];
  const [{ dev, ino }, loops] = await Promise.all([stat(file), listLoops()]);
  return loops.filter((loop) => loop.ino === ino && loop.dev === dev).map((loop) => loop.device);
}

const listed = z.object({
  loopdevices: z.array(z.object({ name: z.string(), 'back-ino': z.number(), 'back-maj:min': z.string() })),
});

async function listLoops() {
  const text = await runTool('/sbin/losetup', ['--list', '--json', '--output', 'NAME,BACK-INO,BACK-MAJ:MIN']);
  // It says nothing at all when there are none.
  if (text.trim() === '') return [];
  return listed.parse(JSON.parse(text)).loopdevices.map((loop) => {
    const [major = 0, minor = 0] = loop['back-maj:min'].trim().split(':').map(Number);
    return { device: loop.name, ino: loop['back-ino'], dev: deviceNumber(major, minor) };
  });
}

/** As `stat` gives it: the C library's `makedev`. */
function deviceNumber(major: number, minor: number): number {
  const low = (minor & 0xff) + (major & 0xfff) * 0x100;
  return low + Math.floor(minor / 0x100) * 0x100000;
}
