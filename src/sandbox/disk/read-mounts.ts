import { readFile } from 'node:fs/promises';

/** What is mounted in this process's view, in the order of mounting. */
export async function readMounts(): Promise<readonly string[]> {
  return mountPoints(await readFile('/proc/self/mountinfo', 'utf8'));
}

export function mountPoints(mountinfo: string): readonly string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path !== '')
    .map((path) => Buffer.from(unescapeOctal(path), 'latin1').toString('utf8'));
}

function unescapeOctal(path: string): string {
  const bytes = Buffer.from(path, 'utf8').toString('latin1');
  return bytes.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
