import { constants } from 'node:os';
import { z } from 'zod';
import type { Exit } from '../sandbox.ts';

const exitSchema = z.discriminatedUnion('reason', [
  z.object({ reason: z.literal('exited'), code: z.int().min(0).max(255) }),
  z.object({ reason: z.literal('signaled'), signal: z.int().min(1).max(64) }),
  z.object({ reason: z.literal('timeout') }),
  z.object({ reason: z.literal('oom') }),
  z.object({ reason: z.literal('moved') }),
]);

/** `moved`: another attachment has taken the process over, and will be told how it ended. */
export type ToldExit = Exit | { readonly reason: 'moved' };

/** How a process ended, as the agent tells it; `null` when it tells nothing sensible. */
export function parseExit(value: unknown): ToldExit | null {
  const parsed = exitSchema.safeParse(value);
  if (!parsed.success) return null;
  const exit = parsed.data;
  return exit.reason === 'signaled' ? { reason: 'signaled', signal: signalName(exit.signal) } : exit;
}

function signalName(number: number): string {
  const named = Object.entries(constants.signals).find(([, value]) => value === number);
  return named?.[0] ?? `SIG${number}`;
}
