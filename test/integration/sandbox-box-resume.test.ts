import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { encodeFrame, FrameType } from '../../src/sandbox/box/frame.ts';
import { type Box, type OpenBoxOptions, openBox } from '../../src/sandbox/box/open-box.ts';
import { freePort } from '../support/free-port.ts';
import { type LocalAgent, localAgent } from '../support/local-agent.ts';
import { randomNumbers } from '../unit/sandbox/box/random-numbers.ts';

const patient = { timeoutMs: 50_000 };
const never = new AbortController().signal;

describe('the next host', () => {
  test('takes up a process where the one before stopped reading', async () => {
    await using opened = await openAgent();
    const counting = await opened.box.spawn(['bash', '-c', 'seq 5; read -r line; echo "got $line"'], withInput);
    expect(await readText(counting.stdout, 10)).toBe('1\n2\n3\n4\n5\n');

    opened.box.detach();
    expect(await counting.exit).toEqual({ reason: 'lost' });
    await using next = await resume(opened);
    const again = await next.box.attach(counting.id, { stdout: 4, stderr: 0 });
    await again.write(Buffer.from('it\n'));

    expect(await text(again.stdout)).toBe('3\n4\n5\ngot it\n');
    expect(await again.exit).toEqual({ reason: 'exited', code: 0 });
  });

  test('reads what a process wrote while nobody was there, and none of it is lost', async () => {
    await using opened = await openAgent();
    const flood = await opened.box.spawn(['bash', '-c', 'sleep 0.3; seq 300000; echo end >&2'], patient);

    opened.box.detach();
    await using next = await resume(opened);
    await next.box.exec('sleep 0.5', patient);
    const again = await next.box.attach(flood.id, { stdout: 0, stderr: 0 });
    const [stdout, stderr] = await Promise.all([text(again.stdout), text(again.stderr)]);

    expect(stdout.split('\n').length).toBe(300_001);
    expect(stderr).toBe('end\n');
  });

  test('learns how a process ended that is over already', async () => {
    await using opened = await openAgent();
    const over = await opened.box.spawn(['bash', '-c', 'echo out; exit 7'], patient);
    await over.exit;

    opened.box.detach();
    await using next = await resume(opened);
    const again = await next.box.attach(over.id);

    expect(await again.exit).toEqual({ reason: 'exited', code: 7 });
    expect(await text(again.stdout)).toBe('out\n');
  });

  test('can be followed by any number of others', async () => {
    await using opened = await openAgent();
    const waiting = await opened.box.spawn(['cat'], withInput);
    let { box } = opened;
    for (let round = 0; round < 5; round += 1) {
      box.detach();
      ({ box } = await resume(opened));
      const again = await box.attach(waiting.id, { stdout: round, stderr: 0 });
      await again.write(Buffer.from(String(round)));
      expect(await readText(again.stdout, 1)).toBe(String(round));
    }
  });

  test('is refused with another secret', async () => {
    await using opened = await openAgent();
    opened.box.detach();
    const stranger = {
      ...opened.options,
      session: { kind: 'resume', secret: '0'.repeat(64) },
      handshakeTimeoutMs: 300,
    };

    const refused = openBox(opened.agent.relink(), stranger as OpenBoxOptions, never);

    await expect(refused).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  });

  test('finds the operations of the one before given up, and the slots free', async () => {
    await using opened = await openAgent();
    for (let count = 0; count < 16; count += 1) await opened.box.files.pack('/usr').getReader().read();

    opened.box.detach();
    await using next = await resume(opened);

    expect(await next.box.files.stat('/usr')).toMatchObject({ kind: 'directory' });
  });

  test('takes over wherever the one before was cut off', async () => {
    const random = randomNumbers(42);
    await using opened = await openAgent();
    const frame = encodeFrame(
      FrameType.open,
      1,
      Buffer.from(JSON.stringify({ op: 'stat', path: '/', pad: 'x'.repeat(5000) })),
    );
    let { box } = opened;
    for (let round = 0; round < 60; round += 1) {
      const flood = await box.spawn(['cat', '/dev/zero'], patient);
      await flood.stdout.getReader().read();
      box.detach();
      opened.agent.process.stdin?.write(frame.subarray(0, random() % frame.length));
      ({ box } = await resume(opened));
      await (await box.attach(flood.id)).kill('SIGKILL');
    }

    expect((await box.exec('echo on', patient)).stdout).toBe('on\n');
  });
});

describe('a process', () => {
  test('is not found under an id that nobody gave it', async () => {
    await using opened = await openAgent();

    await expect(opened.box.attach('nobody')).rejects.toMatchObject({ code: 'refused', ran: 'no' });
  });

  test('is not attached from a byte that is gone, and the refusal says from which byte there is output', async () => {
    await using opened = await openAgent();
    const flood = await opened.box.spawn(['head', '-c', '3000000', '/dev/zero'], patient);
    await text(flood.stdout);
    await flood.exit;

    await expect(opened.box.attach(flood.id, { stdout: 0, stderr: 0 })).rejects.toThrow(/kept from byte \d{7} on/);
    await expect(opened.box.attach(flood.id, { stdout: 3_000_001, stderr: 0 })).rejects.toThrow(/3000000 bytes so far/);
    expect(await text((await opened.box.attach(flood.id, { stdout: 2_999_990, stderr: 0 })).stdout)).toHaveLength(10);
  });

  test('whose output is thrown away goes on, and its tail can still be read', async () => {
    await using opened = await openAgent();
    const noisy = await opened.box.spawn(['bash', '-c', 'head -c 200000000 /dev/zero; echo tail'], patient);
    await noisy.stdout.cancel();

    expect(await noisy.exit).toEqual({ reason: 'exited', code: 0 });

    const again = await opened.box.attach(noisy.id);
    expect((await text(again.stdout)).endsWith('tail\n')).toBe(true);
  });

  test('that is attached a second time leaves the first with a fault and the true end', async () => {
    await using opened = await openAgent();
    const first = await opened.box.spawn(['cat'], withInput);
    const reading = text(first.stdout).catch((error: unknown) => error);

    const second = await opened.box.attach(first.id, { stdout: 0, stderr: 0 });
    await second.write(Buffer.from('for the second'));
    await second.write(null);

    expect(await reading).toMatchObject({ name: 'SandboxFault', code: 'conflict' });
    expect(await text(second.stdout)).toBe('for the second');
    expect(await second.exit).toEqual({ reason: 'exited', code: 0 });
    expect(await first.exit).toEqual({ reason: 'exited', code: 0 });
  });

  test('is taken from a reader that had stalled', async () => {
    await using opened = await openAgent();
    const endless = 'head -c 5000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait';
    const first = await opened.box.spawn(['bash', '-c', endless], patient);
    await vi.waitFor(async () =>
      expect((await opened.box.exec('ps -C head -o wchan=', patient)).stdout).toMatch(/pipe.*\n.*pipe/),
    );

    const second = await opened.box.attach(first.id, { stdout: 0, stderr: 0 });
    const [stdout, stderr] = await Promise.all([text(second.stdout), text(second.stderr)]);

    expect([stdout.length, stderr.length]).toEqual([5_000_000, 5_000_000]);
    expect(await first.exit).toEqual({ reason: 'exited', code: 0 });
  });

  test('meets its deadline also while no host is there', async () => {
    await using opened = await openAgent();
    const sleeper = await opened.box.spawn(['sleep', '60'], { timeoutMs: 300 });

    opened.box.detach();
    await using next = await resume(opened);

    expect(await (await next.box.attach(sleeper.id)).exit).toEqual({ reason: 'timeout' });
  });
});

describe('a box that no host talks to', () => {
  test('ends, with its processes', async () => {
    await using opened = await openAgent(1500);
    const exited = once(opened.agent.process, 'exit');
    const { stdout } = await opened.box.exec('setsid sleep 977 >/dev/null 2>&1 & echo $!', patient);

    opened.box.detach();

    expect(await exited).toEqual([0, null]);
    expect(() => process.kill(Number(stdout), 0)).toThrow(/ESRCH/);
  });

  test('lives as long as one does', async () => {
    await using opened = await openAgent(2000);

    for (let beat = 0; beat < 10; beat += 1) {
      await opened.box.exec('sleep 0.3', patient);
      await opened.box.files.stat('/');
    }

    expect((await opened.box.exec('echo on', patient)).ok).toBe(true);
  });
});

test('a box ends at once when its host says so, though the link stays open', async () => {
  await using opened = await openAgent();
  const exited = once(opened.agent.process, 'exit');

  opened.box.close();

  expect(await exited).toEqual([0, null]);
});

test('processes that the box had stopped itself stay stopped when it thaws', async () => {
  await using opened = await openAgent();
  const [stopped, running] = await Promise.all([
    opened.box.spawn(['sleep', '60'], patient),
    opened.box.spawn(['bash', '-c', 'while sleep 0.01; do :; done'], patient),
  ]);
  const states = async () => (await opened.box.exec('ps -C sleep,bash -o args=,stat=', patient)).stdout;
  await opened.box.exec("pkill -STOP -f '^sleep 6[0]'", patient);
  await vi.waitFor(async () => expect(await states()).toMatch(/sleep 60 +T/));

  await opened.box.softFreeze();
  await opened.box.thaw();

  expect(await states()).toMatch(/sleep 60 +T/);
  expect(await states()).toMatch(/bash -c while .* [SRD]/);
  await Promise.all([stopped.kill('SIGKILL'), running.kill('SIGKILL')]);
});

const withInput = { ...patient, stdin: 'open' } as const;

type Opened = AsyncDisposable & { readonly box: Box; readonly agent: LocalAgent; readonly options: OpenBoxOptions };

async function openAgent(orphanMs = 600_000): Promise<Opened> {
  const agent = await localAgent({ cwd: tmpdir(), proxyPort: await freePort() });
  const options: OpenBoxOptions = {
    cwd: tmpdir(),
    env: {},
    onConnection: (socket) => void socket.destroy(),
    handshakeTimeoutMs: 10_000,
    session: { kind: 'new', orphanMs },
  };
  const box = await openBox(agent.link, options, never);
  return { box, agent, options, [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose]() };
}

async function resume({ agent, box, options }: Opened): Promise<{ box: Box } & AsyncDisposable> {
  const session = { kind: 'resume', secret: box.secret } as const;
  const next = await openBox(agent.relink(), { ...options, session }, never);
  return { box: next, [Symbol.asyncDispose]: async () => next.detach() };
}

async function readText(stream: ReadableStream<Uint8Array>, bytes: number): Promise<string> {
  const reader = stream.getReader();
  let read = '';
  while (read.length < bytes) {
    const { value, done } = await reader.read();
    if (done) break;
    read += Buffer.from(value).toString();
  }
  reader.releaseLock();
  return read;
}
