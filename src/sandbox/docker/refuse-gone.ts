import { SandboxFault } from '../sandbox.ts';
import type { Entry } from './entry.ts';

/** Throws when its end was asked for, or has come. */
export function refuseGone({ id, destruction }: Entry): void {
  if (destruction !== null) throw goneFault(id);
}

export function goneFault(id: string): SandboxFault {
  return new SandboxFault(`There is no sandbox ${JSON.stringify(String(id).slice(0, 80))}.`, {
    ran: 'no',
    code: 'gone',
  });
}
