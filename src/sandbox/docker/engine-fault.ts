import { SandboxFault } from '../sandbox.ts';

/** What the engine, or the way to it, failed at. A fault stays as it is. */
export function engineFault(what: string, cause: unknown, ran: SandboxFault['ran'] = 'no'): SandboxFault {
  if (cause instanceof SandboxFault) return cause;
  return new SandboxFault(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    ran,
    cause,
    nextAction: 'Check with `docker info` that the Docker Engine runs, then try again.',
  });
}
