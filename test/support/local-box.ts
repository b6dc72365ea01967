import { mkdtempDisposable, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Box, openBox } from '../../src/sandbox/box/open-box.ts';
import { localAgent } from './local-agent.ts';

/** A workspace in a temporary folder, served by the real agent but without a container around it. */
export async function localBox(): Promise<Box & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await mkdtempDisposable(join(await realpath(tmpdir()), 'sandpiper-box-')));
  const agent = opened.use(await localAgent({ cwd: folder.path }));
  const options = { cwd: folder.path, env: {}, onConnection: null, handshakeTimeoutMs: 20_000 };
  const box = await openBox(agent.link, options, new AbortController().signal);
  const whole = opened.move();
  return { ...box, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
