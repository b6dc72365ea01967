import type { IncomingMessage } from 'node:http';

export type BodyReading =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  /** So much was held for others at that moment that there was no room for it. */
  | { readonly kind: 'no-room' };

/** What a delivery hardly ever goes beyond; so much is there for each connection. */
const ownBytes = 256 * 1024;

/**
 * Reads bodies whose sender nobody knows yet: the signature can be checked only when all is there. Whatever strangers send at
 * once, all bodies together hold no more than the room, and a small one always finds a place.
 */
export function bodyRoom(sharedBytes: number): (request: IncomingMessage, maxBytes: number) => Promise<BodyReading> {
  let free = sharedBytes;
  return async (request, maxBytes) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return { kind: 'too-large' };
    const chunks: Buffer[] = [];
    let size = 0;
    let shared = 0;
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBytes) return { kind: 'too-large' };
        const more = Math.max(0, size - ownBytes) - shared;
        if (more > free) return { kind: 'no-room' };
        free -= more;
        shared += more;
        chunks.push(chunk);
      }
      return { kind: 'body', body: Buffer.concat(chunks) };
    } finally {
      free += shared;
    }
  };
}
