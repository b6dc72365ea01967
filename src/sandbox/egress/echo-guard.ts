import { Transform } from 'node:stream';
import { Forbidden } from './forbidden.ts';

/**
 * Lets an answer through until one of the secrets stands in it, and fails then. Not a byte of the secret has passed, in
 * however small pieces it came. A secret that comes in another writing is not known again.
 */
export function echoGuard(secrets: readonly string[]): Transform {
  const needles = secrets.map((secret) => Buffer.from(secret, 'latin1'));
  const keep = Math.max(...needles.map(({ length }) => length)) - 1;
  let held = Buffer.alloc(0);

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const seen = Buffer.concat([held, chunk]);
      if (needles.some((needle) => seen.includes(needle))) {
        done(new Forbidden('the host sent back a credential that it had been given'));
        return;
      }
      const length = Math.max(0, seen.length - keep);
      held = seen.subarray(length);
      done(null, seen.subarray(0, length));
    },
    flush(done) {
      done(null, held);
    },
  });
}
