import { Duplex } from 'node:stream';
import type { BoxStream } from './box-stream.ts';

/** A connection made in the box, as a socket. It never emits `error`: one that broke is closed without its end. */
export function carryConnection(stream: BoxStream): Duplex {
  const socket = new Duplex({
    allowHalfOpen: true,
    read() {
      stream.read().then(
        (bytes) => stream.isBroken || socket.push(bytes),
        () => socket.destroy(),
      );
    },
    write(chunk: Uint8Array, _encoding, done) {
      stream.write(chunk).then(() => done(), done);
    },
    final(done) {
      stream.end();
      done();
    },
    destroy(_error, done) {
      stream.reset();
      done(null);
    },
  });
  void stream.over.then(() => stream.isBroken && socket.destroy());
  return socket;
}
