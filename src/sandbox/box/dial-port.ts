import type { Duplex } from 'node:stream';
import { SandboxFault } from '../sandbox.ts';
import { carryConnection } from './carry-connection.ts';
import type { Link } from './link.ts';
import { requireDone } from './require-done.ts';

const DIAL_LIMIT_MS = 25_000;

/** `Box.dial`. */
export async function dialPort(link: Link, port: number): Promise<Duplex> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SandboxFault(`There is no port ${port}`, { code: 'invalid', ran: 'no' });
  }
  const stream = link.open({ op: 'dial', port }, 'dial', true);
  const cancel = link.clock.after(DIAL_LIMIT_MS, () => {
    link.fail(new SandboxFault('The sandbox did not say whether a port answers', { code: 'lost', ran: 'unknown' }));
  });
  const first = await Promise.race([stream.started, stream.outcome]);
  cancel();
  if ('kind' in first) requireDone(first, 'no');
  return carryConnection(stream);
}
