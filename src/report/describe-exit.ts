import type { Exit } from '../sandbox/sandbox.ts';

/** How a command ended, in a few words for a table. */
export function describeExit(exit: Exit): string {
  if (exit.reason === 'exited') return `exit code ${exit.code}`;
  // The name of the signal is the sandbox's word.
  if (exit.reason === 'signaled')
    return /^SIG[A-Z0-9]{1,9}$/.test(exit.signal) ? `ended by ${exit.signal}` : 'ended by a signal';
  return { timeout: 'out of time', oom: 'out of memory', killed: 'stopped', lost: 'sandbox lost' }[exit.reason];
}
