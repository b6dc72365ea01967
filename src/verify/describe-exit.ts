import type { Exit } from '../sandbox/sandbox.ts';

/** How a command ended, as the end of a sentence that begins with the command. */
export function describeExit(exit: Exit): string {
  if (exit.reason === 'exited') return `exited with code ${exit.code}`;
  // The name of the signal is the sandbox's word.
  if (exit.reason === 'signaled')
    return /^SIG[A-Z0-9]{1,9}$/.test(exit.signal) ? `was ended by ${exit.signal}` : 'was ended by a signal';
  return {
    timeout: 'ran out of time',
    oom: 'ran out of memory',
    killed: 'was stopped',
    lost: 'was lost with its sandbox',
  }[exit.reason];
}
