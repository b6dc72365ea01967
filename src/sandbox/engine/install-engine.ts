import { SandboxFault } from '../sandbox.ts';
import { lastLines } from './last-lines.ts';
import { runHostCommand } from './run-host-command.ts';

/** Debian's own packages: no foreign repository is added to the machine. */
export async function installEngine(say: (line: string) => void, signal: AbortSignal): Promise<void> {
  say(
    'No Docker Engine is installed. Sandboxes are containers, so Debian packages docker.io and iptables are installed.',
  );
  try {
    await installPackages(['docker.io', 'iptables'], signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new SandboxFault('Docker Engine could not be installed from the Debian packages.', {
      ran: 'unknown',
      cause,
      log: lastLines(cause),
      nextAction: 'Put right what apt-get says, or run `apt-get install docker.io iptables` by hand.',
    });
  }
}

/** Needs root. Fails when the packages would replace others: that is for the machine's owner to decide. */
export async function installPackages(packages: readonly string[], signal: AbortSignal): Promise<void> {
  await aptGet(['update'], signal);
  await aptGet(['install', '--yes', '--no-install-recommends', '--no-remove', ...packages], signal);
}

async function aptGet(args: readonly string[], signal: AbortSignal): Promise<void> {
  const argv = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120', '-qq', ...args];
  await runHostCommand('env', argv, { timeoutMs: 300_000, signal });
}
