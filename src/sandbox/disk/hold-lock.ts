import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SandboxFault } from '../sandbox.ts';

/**
 * Holds the file's lock until it is disposed or this process ends, however it ends: a child holds it for as long as the
 * pipe from here is open. Waits a moment for the child of a process that has just ended.
 */
export async function holdLock(file: string): Promise<AsyncDisposable> {
  const child = spawn('/usr/bin/flock', ['--exclusive', '--wait', '3', '--no-fork', file, '/bin/cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
    cwd: '/',
    detached: true,
  });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => child.kill());
  child.stdin.write('held\n');
  await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(heldByAnother(file)))]);
  child.unref();
  return {
    async [Symbol.asyncDispose]() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

function heldByAnother(file: string): SandboxFault {
  return new SandboxFault(`Another process keeps workspaces here: it holds ${file}.`, {
    code: 'conflict',
    ran: 'no',
    nextAction: 'Stop that process, or give this one a directory of its own.',
  });
}
