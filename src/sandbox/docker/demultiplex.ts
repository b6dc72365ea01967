import { Duplex } from 'node:stream';
import { SandboxFault } from '../sandbox.ts';

/**
 * The in-box agent's own byte stream, taken out of Docker's attach stream, which puts eight bytes before every piece:
 * kind, three zeros, length. Nothing is collected: a piece is passed on as it arrives, and not before it is asked for.
 */
export function demultiplex(attached: Duplex, onStderr: (piece: Buffer) => void): Duplex {
  const pieces = pieceReader();
  const link = new Duplex({
    read: () => void attached.resume(),
    write: (chunk, _encoding, done) => void attached.write(chunk, done),
    writev: (pieces, done) => {
      attached.cork();
      for (const { chunk } of pieces.slice(0, -1)) attached.write(chunk);
      attached.write(pieces.at(-1)?.chunk, done);
      attached.uncork();
    },
    final: (done) => void attached.end(done),
    destroy: (error, done) => {
      attached.destroy();
      done(error);
    },
  });
  attached.on('data', (chunk: Buffer) => {
    try {
      for (const { kind, bytes } of pieces(chunk)) {
        if (kind === 'stderr') onStderr(bytes);
        else if (!link.push(bytes)) attached.pause();
      }
    } catch (error) {
      link.destroy(error as Error);
    }
  });
  attached.on('end', () => link.push(null));
  attached.on('error', (error) => link.destroy(error));
  attached.on('close', () => attached.readableEnded || link.destroy());
  link.on('error', leaveItToTheReader);
  return link;
}

function leaveItToTheReader(): void {
  // Reading says it too. Without a listener, a link that breaks before anybody reads it would end this process.
}

type Piece = { readonly kind: 'stdout' | 'stderr'; readonly bytes: Buffer };

const kinds = { 1: 'stdout', 2: 'stderr' } as const;

/** Remembers, from chunk to chunk, how far into a header or a piece the stream is. */
function pieceReader(): (chunk: Buffer) => Generator<Piece> {
  const header = Buffer.alloc(8);
  let headerBytes = 0;
  let left = 0;
  return function* (chunk) {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const bytes = chunk.subarray(at, at + left);
        at += bytes.length;
        left -= bytes.length;
        yield { kind: kindOf(header), bytes };
      } else {
        const copied = chunk.copy(header, headerBytes, at, at + 8 - headerBytes);
        at += copied;
        headerBytes = (headerBytes + copied) % 8;
        if (headerBytes === 0) left = header.readUInt32BE(4);
      }
    }
  };
}

function kindOf(header: Buffer): Piece['kind'] {
  const kind = kinds[header.readUInt8(0) as keyof typeof kinds];
  if (kind !== undefined && header.readUIntBE(1, 3) === 0) return kind;
  throw new SandboxFault('The Docker Engine sent a stream that could not be understood.', { ran: 'unknown' });
}
