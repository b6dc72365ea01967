import type { Message } from '../../model/ask-model.ts';

/** About what a message is on the wire, in bytes. Costs time in proportion to the message, so it is asked once for each. */
export function messageBytes(message: Message): number {
  const text = Buffer.byteLength(message.text) + FRAME_BYTES;
  if (message.role !== 'assistant') return text;
  const calls = message.toolCalls.map((call) => Buffer.byteLength(call.name + call.arguments) + CALL_BYTES);
  return text + calls.reduce((sum, bytes) => sum + bytes, 0) + extrasBytes(message.extras);
}

const FRAME_BYTES = 16;
const CALL_BYTES = 48;

function extrasBytes(extras: Readonly<Record<string, unknown>>): number {
  return Object.keys(extras).length === 0 ? 0 : Buffer.byteLength(JSON.stringify(extras));
}
