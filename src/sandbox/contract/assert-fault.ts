import assert from 'node:assert/strict';
import { SandboxFault, type SandboxFaultCode } from '../sandbox.ts';

type Wanted = { readonly code?: SandboxFaultCode; readonly ran?: SandboxFault['ran'] };

/** Demands a `SandboxFault`, with this code and this word on whether anything ran. Gives it back. */
export async function assertFault(operation: () => Promise<unknown>, wanted: Wanted = {}): Promise<SandboxFault> {
  const error = await failure(operation);
  assert.ok(error instanceof SandboxFault, `expected a SandboxFault, but got ${String(error)}`);
  if (wanted.code !== undefined) assert.equal(error.code, wanted.code, error.message);
  if (wanted.ran !== undefined) assert.equal(error.ran, wanted.ran, error.message);
  assert.notEqual(error.message.trim(), '');
  return error;
}

async function failure(operation: () => Promise<unknown>): Promise<unknown> {
  try {
    await operation();
  } catch (error) {
    return error;
  }
  return assert.fail('expected a SandboxFault, but the operation succeeded');
}
