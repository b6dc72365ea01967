import { expect, test } from 'vitest';
import { FrameType } from '../../../../src/sandbox/box/frame.ts';
import type { Box } from '../../../../src/sandbox/box/open-box.ts';
import { openScriptedBox, type ScriptedBox } from './scripted-box.ts';

type Way = { readonly box: Box; readonly agent: ScriptedBox };
type Spawn = (options?: { readonly signal?: AbortSignal; readonly cat?: string }) => Promise<unknown>;

test.for<[string, (way: Way, spawn: Spawn) => Promise<unknown>]>([
  ['was cancelled before it began', (_way, spawn) => spawn({ signal: AbortSignal.abort() })],
  [
    'is asked of a closed box',
    async ({ box }, spawn) => {
      box.close();
      await spawn();
    },
  ],
  ['is too much for one request', (_way, spawn) => spawn({ cat: 'x'.repeat(2_000_000) })],
  [
    'is refused by the agent',
    async ({ agent }, spawn) => {
      const spawning = spawn();
      const { stream } = await agent.next(FrameType.open);
      agent.send(FrameType.result, stream, { ok: false, error: 'no such program' });
      await spawning;
    },
  ],
  [
    'is lost before it began',
    async ({ agent }, spawn) => {
      const spawning = spawn();
      await agent.next(FrameType.open);
      agent.far.end();
      await spawning;
    },
  ],
  [
    'is lost while it reads',
    async ({ agent }, spawn) => {
      const spawning = spawn();
      const { stream } = await agent.next(FrameType.open);
      agent.send(FrameType.started, stream);
      await spawning;
      agent.far.end();
    },
  ],
])('the input of a process that %s is given up', async ([, way]) => {
  const { box, agent } = await openScriptedBox();
  const { promise: givenUp, resolve: cancel } = Promise.withResolvers<string>();
  const stdin = new ReadableStream<Uint8Array>({ cancel: () => cancel('given up') });
  const spawn: Spawn = ({ cat = 'cat', ...rest } = {}) => box.spawn([cat], { timeoutMs: 60_000, stdin, ...rest });

  await way({ box, agent }, spawn).catch(() => 'it did not start');

  expect(await givenUp).toBe('given up');
  box.close();
});
