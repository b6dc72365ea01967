import { z } from 'zod';
import type { Outcome } from './box-stream.ts';
import { parseMessage } from './parse-message.ts';

const MAX_REASON_CHARACTERS = 500;

const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.string(), code: z.literal('conflict').optional() }),
]);

/** Reads the agent's answer to an operation. Its words are cut and made harmless to show. */
export function parseResult(payload: Uint8Array): Outcome {
  const result = parseMessage(payload, resultSchema);
  if (result.ok) return { kind: 'done', value: result.value };
  const reason = result.error.slice(0, MAX_REASON_CHARACTERS).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  return { kind: 'refused', reason, code: result.code ?? 'refused' };
}
