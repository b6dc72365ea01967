import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { encodeFrame, FrameType } from '../../../../src/sandbox/box/frame.ts';
import { openBox } from '../../../../src/sandbox/box/open-box.ts';
import { randomNumbers } from './random-numbers.ts';
import { openScriptedBox, ordinaryBox, type ScriptedBox, scriptedBox } from './scripted-box.ts';

const minute = { timeoutMs: 60_000 };
const rounds = 60;
/** Another one for each run; a failure says which it was. */
const firstSeed = Date.now() % 1_000_000;

type Random = () => number;
type Damage = (honest: readonly Buffer[], random: Random) => Buffer;

const damages: readonly [string, Damage][] = [
  ['cut short', (frames, random) => cut(Buffer.concat(frames), random)],
  ['out of order', (frames, random) => Buffer.concat(shuffled(frames, random))],
  ['twice', (frames, random) => Buffer.concat(frames.flatMap((frame) => (random() % 3 ? [frame] : [frame, frame])))],
  ['with some left out', (frames, random) => Buffer.concat(frames.filter(() => random() % 4))],
  ['oversized', (frames, random) => Buffer.concat([...frames.slice(0, random() % frames.length), oversized(random)])],
  ['with bits turned', (frames, random) => turned(Buffer.concat(frames), random)],
  [
    'with random bytes between',
    (frames, random) => Buffer.concat(frames.flatMap((frame) => [frame, noise(random, random() % 20)])),
  ],
  ['as nothing but random bytes', (_frames, random) => noise(random, 4000)],
  ['as random frames', (_frames, random) => Buffer.concat(Array.from({ length: 40 }, () => randomFrame(random)))],
];

test.for(damages)(
  'a box whose frames come %s harms nobody: every wait ends, and what fails is a fault',
  async ([, damage]) => {
    for (let round = 0; round < rounds; round += 1) {
      const seed = firstSeed + round;
      const random = randomNumbers(seed);
      const { box, agent } = await openScriptedBox({ onConnection: (socket) => void socket.resume().end() });
      const waits = [
        box.exec('build', minute),
        box.files.stat('file'),
        box.files.read('file', { maxBytes: 100 }),
        buffer(box.files.pack('.')),
        Array.fromAsync(box.files.list('.')),
        Array.fromAsync(box.files.watch('.', new AbortController().signal)),
        box.attach('process').then(({ exit }) => exit),
        box.dial(80).then((socket) => once(socket.resume(), 'close')),
      ];

      for (const piece of pieces(damage(honestFrames(random), random), random)) agent.far.write(piece);
      agent.far.end();

      const results = await Promise.allSettled(waits);
      for (const result of results) expectFault(result, seed);
      await box.closed;
    }
  },
);

test.for(damages)('a greeting that comes %s is refused or accepted, in time', async ([, damage]) => {
  for (let round = 0; round < rounds; round += 1) {
    const random = randomNumbers(firstSeed + round);
    const agent: ScriptedBox = scriptedBox();
    const session = round % 2 ? ordinaryBox.session : ({ kind: 'resume', secret: '00'.repeat(32) } as const);
    const opening = openBox(agent.link, { ...ordinaryBox, session }, new AbortController().signal);
    const greeting = [
      encodeFrame(FrameType.hello, 0, Buffer.from('{"protocol":2}')),
      encodeFrame(FrameType.result, 0, Buffer.from('{"ok":true,"value":null}')),
    ];

    for (const piece of pieces(damage(greeting, random), random)) agent.far.write(piece);
    agent.far.end();

    const [result] = await Promise.allSettled([opening]);
    expectFault(result, firstSeed + round);
    if (result.status === 'fulfilled') await result.value.closed;
  }
});

function expectFault(result: PromiseSettledResult<unknown>, seed: number): void {
  if (result.status === 'fulfilled') return;
  expect(result.reason, `seed ${seed}`).toMatchObject({
    name: 'SandboxFault',
    ran: expect.stringMatching(/^(no|yes|unknown)$/),
    code: expect.stringMatching(/^(lost|protocol|refused|conflict)$/),
  });
}

/** What an agent could answer to all that was asked. */
function honestFrames(random: Random): readonly Buffer[] {
  const done = (value: unknown) => Buffer.from(JSON.stringify({ ok: true, value }));
  const entry = '{"path":"a","name":"a","kind":"file","size":1,"mode":420,"modifiedMs":1,"version":"1"}\n';
  return [
    encodeFrame(FrameType.started, 1, Buffer.from('{}')),
    encodeFrame(FrameType.data, 1, Buffer.alloc(1 + (random() % 5000), 'x')),
    encodeFrame(FrameType.end, 1),
    encodeFrame(FrameType.end, 3),
    encodeFrame(FrameType.result, 1, done({ reason: 'exited', code: random() % 300 })),
    encodeFrame(FrameType.end, 5),
    encodeFrame(FrameType.result, 5, done(null)),
    encodeFrame(FrameType.data, 7, Buffer.alloc(1 + (random() % 120), 'y')),
    encodeFrame(FrameType.end, 7),
    encodeFrame(FrameType.result, 7, done({ found: true })),
    encodeFrame(FrameType.open, 2, Buffer.from('{"op":"connection"}')),
    encodeFrame(FrameType.data, 2, Buffer.from('GET / HTTP/1.1\r\n\r\n')),
    encodeFrame(FrameType.credit, 2, Buffer.from([0, 0, 0, 1])),
    ...[9, 11, 13].flatMap((id) => [
      encodeFrame(FrameType.data, id, Buffer.from(entry.repeat(1 + (random() % 9)))),
      encodeFrame(FrameType.end, id),
      encodeFrame(FrameType.result, id, done(null)),
    ]),
    encodeFrame(FrameType.started, 13, Buffer.from('{"input":true,"terminal":false,"leftMs":1000}')),
    encodeFrame(FrameType.started, 17),
    encodeFrame(FrameType.reset, 17),
    encodeFrame(FrameType.pong, 0),
  ];
}

function cut(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random() % bytes.length);
}

function shuffled(frames: readonly Buffer[], random: Random): readonly Buffer[] {
  return frames
    .map((frame) => ({ frame, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ frame }) => frame);
}

function turned(bytes: Buffer, random: Random): Buffer {
  for (let count = 0; count < 5; count += 1) {
    const at = random() % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (random() % 8));
  }
  return bytes;
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random() % 256));
}

function oversized(random: Random): Buffer {
  const header = Buffer.alloc(9);
  header.writeUInt8(1 + (random() % 12), 0);
  header.writeUInt32BE(random() % 20, 1);
  header.writeUInt32BE(2 ** 32 - 1 - (random() % 1000), 5);
  return Buffer.concat([header, noise(random, 100)]);
}

function randomFrame(random: Random): Buffer {
  const payload = [
    Buffer.alloc(0),
    Buffer.from([0, 0, random() % 256, random() % 256]),
    Buffer.from('{"ok":true,"value":null}'),
    Buffer.from('{"ok":false,"error":"no"}'),
    Buffer.from('{"ok":true,"value":{"reason":"moved"}}'),
    noise(random, random() % 300),
  ][random() % 6];
  return encodeFrame(2 + (random() % 11), random() % 20, payload);
}

function pieces(bytes: Buffer, random: Random): readonly Buffer[] {
  const cutAt = Array.from({ length: 4 }, () => random() % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [0, ...cutAt].map((start, index) => bytes.subarray(start, cutAt[index] ?? bytes.length));
}
