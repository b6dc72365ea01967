import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ReadableStreamDefaultReader } from 'node:stream/web';
import { describe, expect, test } from 'vitest';
import { localBox } from '../support/local-box.ts';

const patient = { timeoutMs: 50_000 };

describe('a process in the box', () => {
  test.for<[string, string, object]>([
    ['by itself', 'exit 0', { reason: 'exited', code: 0 }],
    ['with a code', 'exit 255', { reason: 'exited', code: 255 }],
    ['by a signal', 'kill -SEGV $$', { reason: 'signaled', signal: 'SIGSEGV' }],
    ['by SIGKILL', 'kill -KILL $$', { reason: 'signaled', signal: 'SIGKILL' }],
  ])('ends %s', async ([, script, exit]) => {
    await using box = await localBox();

    expect((await box.exec(script, patient)).exit).toEqual(exit);
  });

  test.for<[string, readonly string[], object, RegExp]>([
    ['the program is missing', ['no-such-program'], {}, /no such program/],
    ['the program is missing at its path', ['/no/such/program'], {}, /no such file/],
    ['the file is no program', ['/etc/passwd'], {}, /permission denied/],
    ['there is no command', [], {}, /no command/],
    ['the folder is missing', ['true'], { cwd: 'missing' }, /not a folder/],
    ['an argument is too long for the kernel', ['echo', 'x'.repeat(200_000)], {}, /too long/],
    ['a name holds a NUL', ['echo', 'a\0b'], {}, /NUL/],
  ])('does not start when %s', async ([, argv, options, reason]) => {
    await using box = await localBox();

    await expect(box.spawn(argv, { ...patient, ...options })).rejects.toMatchObject({
      ran: 'no',
      message: expect.stringMatching(reason),
    });
  });

  test('stops reading its input without harm', async () => {
    await using box = await localBox();

    const result = await box.exec('head -c 3', { ...patient, stdin: Buffer.alloc(5_000_000, 'a') });

    expect(result).toMatchObject({ ok: true, stdout: 'aaa' });
  });

  test('whose input fails half-way is killed', async () => {
    await using box = await localBox();
    const stdin = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('half')),
      pull: (controller) => controller.error(new Error('the source broke')),
    });

    const result = await box.exec('cat; sleep 60', { ...patient, stdin });

    expect(result.exit).toEqual({ reason: 'signaled', signal: 'SIGKILL' });
  });

  test('has /dev/null, not a pipe, for an input when it was given none', async () => {
    await using box = await localBox();

    expect((await box.exec('readlink /proc/self/fd/0', patient)).stdout).toBe('/dev/null\n');
  });

  test('inherits no descriptor of the agent', async () => {
    await using box = await localBox();

    const { stdout } = await box.exec(['ls', '/proc/self/fd'], patient);

    expect(stdout).toBe(execFileSync('ls', ['/proc/self/fd']).toString());
  });

  test('has the default reaction to every signal', async () => {
    await using box = await localBox();

    const { stdout } = await box.exec("grep -E 'Sig(Blk|Ign)' /proc/self/status", patient);

    expect(stdout.match(/0000000000000000/g)).toHaveLength(2);
  });
});

describe('at its deadline', () => {
  test('a process may end in order', async () => {
    await using box = await localBox();

    const result = await box.exec('trap "echo cleaned; exit 0" TERM; sleep 60 & wait', { timeoutMs: 3_000 });

    expect(result).toMatchObject({ exit: { reason: 'timeout' }, stdout: 'cleaned\n' });
  });

  test('a process that ignores the first signal is killed, with what left its group and what it stopped', async () => {
    await using box = await localBox();

    const result = await box.exec(
      'trap "" TERM; setsid bash -c \'trap "" TERM; sleep 983\' & kill -STOP $!; sleep 983; sleep 983',
      { timeoutMs: 200 },
    );

    expect(result.exit).toEqual({ reason: 'timeout' });
    expect(await running(box, 'sleep 98[3]')).toBe('');
  });
});

describe('what a process leaves behind', () => {
  test('is killed with it when it stayed in its session', async () => {
    await using box = await localBox();

    const result = await box.exec('set -m; sleep 982 & sleep 982 & exit 3', patient);

    expect(result.exit).toEqual({ reason: 'exited', code: 3 });
    expect(await running(box, 'sleep 98[2]')).toBe('');
  });

  test('does not hold the result back when it left the session with an open output', async () => {
    await using box = await localBox();

    const result = await box.exec(leaveSession('sleep 981'), patient);

    expect(result).toMatchObject({ ok: true, stdout: 'left\n' });
    expect(await running(box, 'sleep 98[1]')).not.toBe('');
  });

  test('dies with the box when it left the session', async () => {
    await using box = await localBox();
    await box.exec(leaveSession('sleep 980'), patient);
    const pid = Number(await running(box, '^sleep 98[0]'));
    expect(isAlive(pid)).toBe(true);

    await box[Symbol.asyncDispose]();

    expect(isAlive(pid)).toBe(false);
  });

  test('is reaped when it becomes an orphan', async () => {
    await using box = await localBox();

    await box.exec('for i in $(seq 50); do (setsid true &) ; done', patient);
    const { stdout } = await box.exec(
      'agent=$PPID; for try in $(seq 100); do ps --ppid $agent -o stat= | grep -c Z && sleep 0.05 || break; done',
      patient,
    );

    expect(stdout.trim().split('\n').at(-1)).toBe('0');
  });
});

describe('output', () => {
  test('of 200 MB that is read slowly passes whole, while others work', async () => {
    await using box = await localBox();
    const flood = await box.spawn(['head', '-c', '200000000', '/dev/zero'], patient);
    const reader = flood.stdout.getReader();
    await reader.read();

    const between = await box.exec('echo between', patient);
    const rest = await countBytes(reader);

    expect(between.stdout).toBe('between\n');
    expect(rest).toBeGreaterThan(199_000_000);
    expect(await flood.exit).toEqual({ reason: 'exited', code: 0 });
  });

  test('that nobody reads holds its process back and costs no memory', async () => {
    await using box = await localBox();
    const before = process.memoryUsage().rss;

    const flood = await box.spawn(['bash', '-c', 'head -c 10000000000 /dev/zero; echo never >&2'], { timeoutMs: 1500 });

    expect(await flood.exit).toEqual({ reason: 'timeout' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test('that nobody wants any more does not hold its process back', async () => {
    await using box = await localBox();
    const flood = await box.spawn(['head', '-c', '5000000', '/dev/zero'], patient);

    await flood.stdout.cancel();

    expect(await flood.exit).toEqual({ reason: 'exited', code: 0 });
  });

  test('without an end of line is cut in the middle', async () => {
    await using box = await localBox();

    const result = await box.exec('head -c 50000000 /dev/zero | tr "\\0" x', { ...patient, maxBytes: 100 });

    expect(result.stdout).toBe(`${'x'.repeat(50)}\n[49999900 bytes omitted]\n${'x'.repeat(50)}`);
  });

  test('on both streams at once is kept apart', async () => {
    await using box = await localBox();

    const result = await box.exec('seq 20000; seq 20001 40000 >&2', patient);

    expect(result.stdout.split('\n').length).toBe(20_001);
    expect(result.stderr.startsWith('20001\n')).toBe(true);
  });

  test('written just before the end is not lost', async () => {
    await using box = await localBox();

    const result = await box.exec('sleep 2.5; head -c 60000 /dev/zero | tr "\\0" y', patient);

    expect(result.stdout.length).toBe(60_000);
  });
});

describe('many processes', () => {
  test('run side by side', async () => {
    await using box = await localBox();

    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => box.exec(['echo', String(index)], patient)),
    );

    expect(results.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('that are too many are refused, and the box goes on', async () => {
    await using box = await localBox();
    const controller = new AbortController();

    const started = await Promise.allSettled(
      Array.from({ length: 400 }, () => box.spawn(['sleep', '979'], { ...patient, signal: controller.signal })),
    );
    const refused = started.filter(({ status }) => status === 'rejected');
    controller.abort();
    await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value.exit : null)));

    expect(refused.length).toBe(400 - 256);
    expect((await box.exec('echo on', patient)).stdout).toBe('on\n');
  });

  test('one after the other leave nothing open in the agent', async () => {
    await using box = await localBox();
    const count = async () => Number((await box.exec('ls /proc/$PPID/fd | wc -l', patient)).stdout);
    const before = await count();

    for (let index = 0; index < 300; index += 1) await box.exec(['true'], patient);

    expect(await count()).toBeLessThan(before + 100);
  });
});

describe('the agent', () => {
  test('outlives every signal that can be caught', async () => {
    await using box = await localBox();

    const result = await box.exec('for s in HUP INT QUIT TERM USR1 ABRT PIPE; do kill -$s $PPID; done', patient);

    expect(result.ok).toBe(true);
    expect((await box.exec('echo on', patient)).stdout).toBe('on\n');
  });

  test('that is killed ends its commands with `lost` and its files with a fault', async () => {
    await using box = await localBox();
    const command = await box.spawn(['cat'], { ...patient, stdin: new ReadableStream() });
    const archive = box.files.pack('/usr').getReader();
    await archive.read();

    await Promise.allSettled([box.exec('kill -KILL $PPID', patient)]);

    expect(await command.exit).toEqual({ reason: 'lost' });
    await expect(countBytes(archive)).rejects.toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
    await expect(box.spawn(['true'], patient)).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  });
});

test('a frozen box runs nothing more', async () => {
  await using box = await localBox();
  await box.exec(leaveSession("bash -c 'while true; do date +%N > tick; done'"), patient);
  await box.exec('until [ -s tick ]; do sleep 0.01; done', patient);

  await box.softFreeze();

  const first = await box.files.read('tick', { maxBytes: 100 });
  await box.exec('sleep 0.2', patient);
  expect(await box.files.read('tick', { maxBytes: 100 })).toEqual(first);
});

/** Leaves a process running in a session of its own, with the output of the shell that started it. */
function leaveSession(command: string): string {
  return `setsid bash -c 'touch left; exec "$@"' - ${command} & until [ -e left ]; do sleep 0.01; done; echo left`;
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

async function running(box: Awaited<ReturnType<typeof localBox>>, pattern: string): Promise<string> {
  return (await box.exec(['pgrep', '-f', pattern], patient)).stdout;
}

async function countBytes(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let total = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) total += next.value.length;
  return total;
}
