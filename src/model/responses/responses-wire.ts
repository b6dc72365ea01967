import type { Wire } from '../wire.ts';
import { addResponseEvent } from './add-response-event.ts';
import { toResponsesRequest } from './to-responses-request.ts';

/** The Responses API, without state on the provider's side. */
export const responsesWire: Wire = {
  send: (client, question, signal) => client.responses.create(toResponsesRequest(question), { signal }).asResponse(),
  addEvent: addResponseEvent,
};
