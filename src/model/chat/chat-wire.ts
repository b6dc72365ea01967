import type { Wire } from '../wire.ts';
import { addChatChunk } from './add-chat-chunk.ts';
import { toChatRequest } from './to-chat-request.ts';

/** Chat Completions: what everybody speaks. */
export const chatWire: Wire = {
  send: (client, question, signal) => client.chat.completions.create(toChatRequest(question), { signal }).asResponse(),
  addEvent: addChatChunk,
};
