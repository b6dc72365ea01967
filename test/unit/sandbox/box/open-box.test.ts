import type { Duplex } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FrameType, WINDOW_BYTES } from '../../../../src/sandbox/box/frame.ts';
import { openBox } from '../../../../src/sandbox/box/open-box.ts';
import { randomNumbers } from './random-numbers.ts';
import { openScriptedBox, ordinaryBox, type ScriptedBox, scriptedBox } from './scripted-box.ts';

const never = new AbortController().signal;
const file = { name: 'x', kind: 'file', size: 1, mode: 0o644, modifiedMs: 0, version: '1' };
const minute = { timeoutMs: 60_000 };

afterEach(() => void vi.useRealTimers());

describe('opening a box', () => {
  test.for<[string, (agent: ScriptedBox) => void]>([
    ['speaks another version', (agent) => agent.send(FrameType.hello, 0, { protocol: 1 })],
    ['greets with something else', (agent) => agent.send(FrameType.pong, 0)],
    ['greets on a stream', (agent) => agent.send(FrameType.hello, 1, { protocol: 2 })],
    ['greets with what is not JSON', (agent) => agent.send(FrameType.hello, 0, Buffer.from('{"protocol":'))],
    ['writes to a terminal', (agent) => agent.far.write('bash: sandpiper-agent: not found\n')],
    ['closes the link', (agent) => agent.far.end()],
    [
      'cannot make ready',
      (agent) => {
        agent.send(FrameType.hello, 0, { protocol: 2 });
        agent.send(FrameType.result, 0, { ok: false, error: 'the port is taken' });
      },
    ],
  ])('fails when the agent %s, and leaves no link', async ([, greet]) => {
    const agent = scriptedBox();
    greet(agent);

    await expect(openBox(agent.link, ordinaryBox, never)).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });

    expect(agent.link.destroyed).toBe(true);
  });

  test('fails when no agent answers in time', async () => {
    const { link } = scriptedBox();

    const opening = openBox(link, { ...ordinaryBox, handshakeTimeoutMs: 20 }, never);

    await expect(opening).rejects.toThrow('did not answer in time');
    expect(link.destroyed).toBe(true);
  });

  test('fails when it is cancelled', async () => {
    const { link } = scriptedBox();
    const controller = new AbortController();
    const opening = openBox(link, ordinaryBox, controller.signal);

    controller.abort();

    await expect(opening).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
    expect(link.destroyed).toBe(true);
  });
});

describe('a box that breaks its protocol', () => {
  const attacks: readonly [string, (agent: ScriptedBox, id: number) => void][] = [
    ['sends garbage', (agent) => agent.far.write(Buffer.alloc(100, 0xff))],
    ['announces a frame of 4 GB', (agent, id) => agent.far.write(Buffer.from([6, 0, 0, 0, id, 255, 255, 255, 255]))],
    ['greets again', (agent) => agent.send(FrameType.hello, 0, { protocol: 2 })],
    ['answers on a stream nobody opened', (agent) => agent.send(FrameType.result, 99, { ok: true, value: null })],
    ['gives credit on a stream nobody opened', (agent) => agent.send(FrameType.credit, 99, Buffer.from([0, 0, 0, 1]))],
    ['sends data on stream 0', (agent) => agent.send(FrameType.data, 0, Buffer.from('x'))],
    ['opens a connection with an id of the host', (agent) => agent.send(FrameType.open, 7, { op: 'connection' })],
    ['ends a stream twice', (agent, id) => repeat(2, () => agent.send(FrameType.end, id))],
    [
      'writes on after the end',
      (agent, id) => {
        agent.send(FrameType.end, id);
        agent.send(FrameType.data, id, Buffer.from('x'));
      },
    ],
    [
      'sends more than its credit allows',
      (agent, id) => repeat(17, () => agent.send(FrameType.data, id + 2, Buffer.alloc(WINDOW_BYTES / 16))),
    ],
    ['gives more credit than the window', (agent, id) => agent.send(FrameType.credit, id, Buffer.from([0, 0, 0, 1]))],
    ['gives no credit at all', (agent, id) => agent.send(FrameType.credit, id, Buffer.alloc(4))],
    ['starts the process twice', (agent, id) => agent.send(FrameType.started, id)],
    ['gives up a stream of the host', (agent, id) => agent.send(FrameType.reset, id)],
    ['ends the second stream with a result', (agent, id) => agent.send(FrameType.result, id + 2, { ok: true })],
    ['answers with what is not JSON', (agent, id) => agent.send(FrameType.result, id, Buffer.from('{"ok":tru'))],
    ['answers with a number', (agent, id) => agent.send(FrameType.result, id, Buffer.from('17'))],
    ['nests its answer a million deep', (agent, id) => agent.send(FrameType.result, id, Buffer.alloc(1 << 20, '['))],
    ['ends a process in no known way', (agent, id) => agent.send(FrameType.result, id, exit({ reason: 'bored' }))],
    [
      'ends a process with code 256',
      (agent, id) => agent.send(FrameType.result, id, exit({ reason: 'exited', code: 256 })),
    ],
    ['refuses a process it had started', (agent, id) => agent.send(FrameType.result, id, { ok: false, error: 'no' })],
  ];

  test.for(attacks)('is closed when it %s', async ([, attack]) => {
    const { box, agent } = await openScriptedBox();
    const { process, id } = await startProcess(box, agent);
    const read = box.files.read('file', { maxBytes: 10 }).catch((error: unknown) => error);

    attack(agent, id);

    expect(await process.exit).toEqual({ reason: 'lost' });
    expect(await read).toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
    await box.closed;
    expect(agent.link.destroyed).toBe(true);
    await expect(box.files.stat('file')).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  });

  test('is not closed when it keeps to it', async () => {
    const { box, agent } = await openScriptedBox();
    const { process, id } = await startProcess(box, agent);

    repeat(16, () => agent.send(FrameType.data, id, Buffer.alloc(WINDOW_BYTES / 16)));
    agent.send(FrameType.result, id, exit({ reason: 'signaled', signal: 15 }));
    agent.send(FrameType.end, id);
    agent.send(FrameType.end, id + 2);

    expect(await process.exit).toEqual({ reason: 'signaled', signal: 'SIGTERM' });
    expect((await buffer(process.stdout)).length).toBe(WINDOW_BYTES);
    expect(await text(process.stderr)).toBe('');
    box.close();
  });

  test.for<[string, object]>([
    ['a size below zero', { ...file, size: -1 }],
    ['a kind nobody knows', { ...file, kind: 'door' }],
    ['a date that is none', { ...file, modifiedMs: 1e300 }],
    ['a list', [1]],
  ])('is closed when it describes a file with %s', async ([, value]) => {
    const { box, agent } = await openScriptedBox();
    const stat = box.files.stat('file');
    const { stream } = await agent.next(FrameType.open);

    agent.send(FrameType.end, stream);
    agent.send(FrameType.result, stream, { ok: true, value });

    await expect(stat).rejects.toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
    await box.closed;
  });

  test('is closed when it sends more of a file than was asked for', async () => {
    const { box, agent } = await openScriptedBox();
    const read = box.files.read('file', { maxBytes: 10 });
    const { stream } = await agent.next(FrameType.open);

    agent.send(FrameType.data, stream, Buffer.alloc(11));

    await expect(read).rejects.toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
    await box.closed;
  });

  test('is closed when it reads nothing of what it is sent', async () => {
    const { box, agent } = await openScriptedBox();
    agent.far.pause();

    const spawned = Array.from({ length: 20 }, () => box.spawn(['echo', 'x'.repeat(1_000_000)], minute));

    const faults = await Promise.allSettled(spawned);
    expect(faults.map(({ status }) => status)).not.toContain('fulfilled');
    await box.closed;
  });

  test('is closed when it opens too many connections at once', async () => {
    const { box, agent } = await openScriptedBox({ onConnection: () => undefined });

    for (let id = 2; id <= 2 * 129; id += 2) agent.send(FrameType.open, id, { op: 'connection' });

    await box.closed;
    expect(agent.link.destroyed).toBe(true);
  });

  test('is closed when it uses the number of a stream again', async () => {
    const { box, agent } = await openScriptedBox({ onConnection: (socket) => socket.resume().end() });
    agent.send(FrameType.open, 2, { op: 'connection' });
    agent.send(FrameType.end, 2);
    await agent.next(FrameType.end);

    agent.send(FrameType.open, 2, { op: 'connection' });

    await box.closed;
  });
});

test('whatever a box sends, its host stays whole and its processes end', async () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 200; round += 1) {
    const { box, agent } = await openScriptedBox({ onConnection: (socket) => socket.resume() });
    const { process } = await startProcess(box, agent);
    const packed = buffer(box.files.pack('.')).catch((error: unknown) => error);

    for (let count = 0; count < 30; count += 1) {
      const payload = [undefined, Buffer.alloc(4, random()), { ok: true, value: { reason: 'oom' } }][random() % 3];
      agent.send(3 + (random() % 9), random() % 7, payload);
    }
    agent.far.end();

    expect(await process.exit).toMatchObject({ reason: expect.stringMatching(/lost|oom/) });
    await packed;
    await box.closed;
  }
});

describe('a box that says nothing', () => {
  test('is closed after half a minute', async () => {
    vi.useFakeTimers();
    const { box, agent } = await openScriptedBox();
    const { process } = await startProcess(box, agent);

    await vi.advanceTimersByTimeAsync(41_000);

    expect(await process.exit).toEqual({ reason: 'lost' });
  });

  test('lives as long as it answers the heartbeat', async () => {
    vi.useFakeTimers();
    const { box, agent } = await openScriptedBox();
    for (let beat = 0; beat < 10; beat += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      await agent.next(FrameType.ping);
      agent.send(FrameType.pong, 0);
    }
    const stat = box.files.stat('file');
    const { stream } = await agent.next(FrameType.open);

    agent.send(FrameType.end, stream);
    agent.send(FrameType.result, stream, { ok: true, value: null });

    expect(await stat).toBeNull();
    box.close();
  });

  test.for<[string, (box: Opened['box'], agent: ScriptedBox) => Promise<unknown>]>([
    ['the end of a process', async (box, agent) => (await startProcess(box, agent)).process.exit],
    ['the start of a process', (box) => box.spawn(['true'], { timeoutMs: 1000 }).catch((error: unknown) => error)],
    ['a file', (box) => box.files.read('file', { maxBytes: 1 }).catch((error: unknown) => error)],
    ['an archive', (box) => text(box.files.pack('.')).catch((error: unknown) => error)],
    [
      'the end of the output of an ended process',
      async (box, agent) => {
        const { process, id } = await startProcess(box, agent);
        agent.send(FrameType.result, id, exit({ reason: 'exited', code: 0 }));
        return await text(process.stdout).catch((error: unknown) => error);
      },
    ],
  ])('cannot hang its host by answering heartbeats but holding back %s', async ([, ask]) => {
    vi.useFakeTimers();
    const { box, agent } = await openScriptedBox();
    const answer = ask(box, agent);

    for (let beat = 0; beat < 70; beat += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      agent.send(FrameType.pong, 0);
    }

    expect(await answer).toMatchObject({});
    await box.closed;
  });
});

describe('a link that is cut', () => {
  test('ends commands with `lost` and what they had written', async () => {
    const { box, agent } = await openScriptedBox();
    const running = box.exec('build', minute);
    const { stream: id } = await agent.next(FrameType.open);
    agent.send(FrameType.started, id);
    agent.send(FrameType.data, id, Buffer.from('half a line'));

    agent.far.end();

    expect(await running).toMatchObject({ ok: false, exit: { reason: 'lost' }, stdout: 'half a line' });
  });

  test('ends when the host closes it, and a second time changes nothing', async () => {
    const { box, agent } = await openScriptedBox();

    box.close();
    box.close();

    await box.closed;
    expect(agent.link.destroyed).toBe(true);
  });

  test('closes the connections of the box without an error event', async () => {
    const sockets: Duplex[] = [];
    const { box, agent } = await openScriptedBox({ onConnection: (socket) => sockets.push(socket) });
    agent.send(FrameType.open, 2, { op: 'connection' });
    agent.send(FrameType.open, 4, { op: 'connection' });
    agent.send(FrameType.reset, 4);
    await agent.next(FrameType.reset);

    agent.far.end();
    await box.closed;

    await vi.waitFor(() => expect(sockets.map((socket) => socket.destroyed)).toEqual([true, true]));
  });
});

test('a process is not started once its signal was aborted', async () => {
  const { box } = await openScriptedBox();

  const result = await box.exec('true', { ...minute, signal: AbortSignal.abort() });

  expect(result).toMatchObject({ ok: false, exit: { reason: 'killed' }, stdout: '' });
  box.close();
});

test('an aborted process that the box does not kill ends with the box', async () => {
  vi.useFakeTimers();
  const { box, agent } = await openScriptedBox();
  const controller = new AbortController();
  const { process } = await startProcess(box, agent, controller.signal);

  controller.abort();
  await agent.next(FrameType.control);
  agent.send(FrameType.pong, 0);
  await vi.advanceTimersByTimeAsync(16_000);

  expect(await process.exit).toEqual({ reason: 'lost' });
});

test('a request that fits no frame is refused before anything is sent', async () => {
  const { box } = await openScriptedBox();

  const spawned = box.spawn(['echo', 'x'.repeat(1 << 20)], minute);

  await expect(spawned).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  box.close();
});

test('the words of a box are made harmless before they are shown', async () => {
  const { box, agent } = await openScriptedBox();
  const stat = box.files.stat('file');
  const { stream } = await agent.next(FrameType.open);

  agent.send(FrameType.end, stream);
  agent.send(FrameType.result, stream, { ok: false, error: `\u001B[2Jgone\u202E${'!'.repeat(10_000)}` });

  const fault: unknown = await stat.catch((error: unknown) => error);
  expect(fault).toMatchObject({ ran: 'no', message: expect.stringMatching(/^The sandbox refused: \P{C}{1,600}$/u) });
  box.close();
});

type Opened = Awaited<ReturnType<typeof openScriptedBox>>;

async function startProcess(box: Opened['box'], agent: ScriptedBox, signal?: AbortSignal) {
  const spawning = box.spawn(['sleep'], signal ? { ...minute, signal } : minute);
  const { stream: id } = await agent.next(FrameType.open);
  agent.send(FrameType.started, id);
  return { process: await spawning, id };
}

function exit(value: object): object {
  return { ok: true, value };
}

function repeat(times: number, act: () => void): void {
  for (let count = 0; count < times; count += 1) act();
}
