import { mkdtempDisposable, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Box, openBox } from '../../src/sandbox/box/open-box.ts';
import { freePort } from './free-port.ts';
import { localAgent } from './local-agent.ts';

/** A workspace in a temporary folder, served by the real agent but without a container around it. */
export async function localBox(): Promise<Box & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await mkdtempDisposable(join(await realpath(tmpdir()), 'sandpiper-box-')));
  const agent = opened.use(await localAgent({ cwd: folder.path, proxyPort: await freePort() }));
  const box = await openBox(
    agent.link,
    {
      cwd: folder.path,
      env: {},
      onConnection: (socket) => void socket.destroy(),
      handshakeTimeoutMs: 20_000,
      session: { kind: 'new', orphanMs: 600_000 },
    },
    new AbortController().signal,
  );
  const whole = opened.move();
  return { ...box, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
