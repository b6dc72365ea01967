import { SandboxFault } from '../sandbox.ts';
import type { Outcome } from './box-stream.ts';

/** The value of an operation that was done; throws for any other end. */
export function requireDone(outcome: Outcome, ranWhenRefused: 'no' | 'unknown'): unknown {
  if (outcome.kind === 'done') return outcome.value;
  if (outcome.kind === 'lost') throw outcome.fault;
  throw new SandboxFault(`The sandbox refused: ${outcome.reason}`, { code: outcome.code, ran: ranWhenRefused });
}
