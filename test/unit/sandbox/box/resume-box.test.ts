import { expect, test } from 'vitest';
import { encodeFrame, FrameType } from '../../../../src/sandbox/box/frame.ts';
import { openBox } from '../../../../src/sandbox/box/open-box.ts';
import { randomNumbers } from './random-numbers.ts';
import { ordinaryBox, type ScriptedBox, scriptedBox } from './scripted-box.ts';

const secret = 'ab'.repeat(32);
const session = { kind: 'resume', secret } as const;
const never = new AbortController().signal;

test('what an earlier session left in the pipes is dropped, wherever it was cut', async () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 100; round += 1) {
    const agent = scriptedBox();
    const opening = openBox(agent.link, { ...ordinaryBox, session }, never);
    const nonce = await readNonce(agent);
    const stale = Buffer.concat(
      Array.from({ length: random() % 9 }, () =>
        encodeFrame(FrameType.data, 1, Buffer.alloc(1 + (random() % 9000), 'x')),
      ),
    );
    const greeting = Buffer.concat([
      stale.subarray(0, random() % (stale.length + 1)),
      nonce.subarray(0, random() % 32),
      nonce,
      encodeFrame(FrameType.hello, 0, Buffer.from('{"protocol":2}')),
      encodeFrame(FrameType.result, 0, Buffer.from('{"ok":true,"value":null}')),
    ]);

    for (let at = 0; at < greeting.length; ) {
      const size = 1 + (random() % 3000);
      agent.far.write(greeting.subarray(at, at + size));
      at += size;
    }

    expect((await opening).secret).toBe(secret);
    agent.far.destroy();
  }
});

test('a box that only ever sends what is stale is refused', async () => {
  const agent = scriptedBox();
  const opening = openBox(agent.link, { ...ordinaryBox, session }, never).catch((error: unknown) => error);

  for (let count = 0; count < 9; count += 1) agent.far.write(Buffer.alloc(1024 * 1024));

  expect(await opening).toMatchObject({ name: 'SandboxFault', code: 'protocol', ran: 'no' });
});

test('a box that repeats an old nonce is not believed', async () => {
  const agent = scriptedBox();
  const opening = openBox(agent.link, { ...ordinaryBox, session, handshakeTimeoutMs: 50 }, never);
  agent.far.write(Buffer.alloc(32, 'n'));
  agent.send(FrameType.hello, 0, { protocol: 2 });
  agent.send(FrameType.result, 0, { ok: true, value: null });

  await expect(opening).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
});

/** The host begins with the secret and its nonce, raw. */
async function readNonce({ far }: ScriptedBox): Promise<Buffer> {
  const start = await new Promise<Buffer>((resolve) => far.once('data', resolve));
  expect(start.subarray(0, 32).toString('hex')).toBe(secret);
  return start.subarray(32, 64);
}
