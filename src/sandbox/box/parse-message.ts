import type { z } from 'zod';
import { brokenProtocol } from './broken-protocol.ts';

/** Reads JSON that a box sent. */
export function parseMessage<T>(payload: Uint8Array, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(payload));
  if (!parsed.success) throw brokenProtocol('a message of a shape it does not have', parsed.error);
  return parsed.data;
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch (error) {
    throw brokenProtocol('a message that is not JSON', error);
  }
}
