import { type Exit, SandboxFault } from '../../sandbox/sandbox.ts';
import { MAX_COMMAND_MINUTES } from './start-command.ts';

/** For the model. Throws `SandboxFault` when the box was lost. */
export function describeExit(exit: Exit): string {
  switch (exit.reason) {
    case 'exited':
      return `exit code ${exit.code}`;
    case 'signaled':
      return `ended by ${exit.signal}`;
    case 'timeout':
      return `ended after ${MAX_COMMAND_MINUTES} min, which no command may exceed`;
    case 'oom':
      return 'killed: out of memory';
    case 'killed':
      return 'killed';
    case 'lost':
      throw new SandboxFault('The sandbox was lost during a command', { code: 'lost', ran: 'unknown' });
  }
}

export function isSuccess(exit: Exit): boolean {
  return exit.reason === 'exited' && exit.code === 0;
}
