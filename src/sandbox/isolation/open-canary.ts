import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

export type Canary = AsyncDisposable & {
  /** The secret, in two halves: whoever searches for it does not find the question. */
  readonly secret: readonly [string, string];
  /** Every address of this host, with the port at which visitors are counted. */
  readonly targets: readonly string[];
  /** Who came, by TCP or UDP. */
  readonly visitors: readonly string[];
};

/** What a box must not find or reach: a secret in a file and a process of this host, and a port on its addresses. */
export async function openCanary(): Promise<Canary> {
  await using opened = new AsyncDisposableStack();
  const secret = ['canary', randomUUID()] as const;
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), 'sandpiper-canary-')));
  await writeFile(join(folder.path, 'secret'), secret.join(''), { mode: 0o600 });
  const holder = await holdSecret(secret.join(''));
  opened.defer(() => void holder.kill('SIGKILL'));
  const visitors: string[] = [];
  const port = await listen(visitors, opened);
  const cards = Object.values(networkInterfaces()).flatMap((card) => card ?? []);
  const targets = cards.filter(({ family }) => family === 'IPv4').map(({ address }) => `${address}:${port}`);
  const open = opened.move();
  return { secret, targets, visitors, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** A process of this host with the secret in its environment; it ends with its input, and so with this process. */
async function holdSecret(secret: string): Promise<ChildProcess> {
  const stdio = ['pipe', 'ignore', 'ignore'] as const;
  const holder = spawn('/bin/cat', [], { env: { SANDPIPER_CANARY: secret }, stdio: [...stdio] });
  await once(holder, 'spawn');
  holder.unref();
  return holder;
}

async function listen(visitors: string[], opened: AsyncDisposableStack): Promise<number> {
  const server = createServer((socket) => {
    visitors.push(`tcp ${socket.localAddress}`);
    socket.destroy();
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  opened.defer(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const datagrams = createSocket('udp4', () => visitors.push('udp'));
  datagrams.bind(port, '0.0.0.0');
  await once(datagrams, 'listening');
  opened.defer(() => void datagrams.close());
  return port;
}
