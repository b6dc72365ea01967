import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What an operator would type: each call is a process of its own, as it would be for them. */
export async function docker(...command: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', command, { timeout: 120_000 });
  return stdout.trim();
}

/** The same with a pipe through a shell. */
export async function shell(script: string): Promise<void> {
  await run('bash', ['-o', 'pipefail', '-c', script], { timeout: 120_000 });
}

/** A container that waits, to have commands run in it. Disposal removes it. */
export async function startContainer(image: string, ...options: readonly string[]) {
  const id = await docker('run', '-d', '--network', 'none', '--entrypoint', 'sleep', ...options, image, 'infinity');
  return {
    id,
    [Symbol.asyncDispose]: async () => {
      await docker('rm', '-f', '-v', id);
    },
  };
}

/** The output of a host command as a stream. */
export function outputOf(command: string, ...args: readonly string[]) {
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
