import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { localBox } from '../support/local-box.ts';

const patient = { timeoutMs: 50_000 };
const small = { columns: 91, rows: 17 };

describe('a process with a terminal', () => {
  test('sees one of the size it was given, on all three streams', async () => {
    await using box = await localBox();

    const result = await box.exec('stty size; test -t 0 && test -t 1 && test -t 2 && echo all', {
      ...patient,
      terminal: small,
    });

    expect(result).toMatchObject({ ok: true, stdout: '17 91\r\nall\r\n', stderr: '' });
  });

  test('is told when the size changes', async () => {
    await using box = await localBox();
    const shell = await box.spawn(
      ['bash', '-c', 'trap "stty size; exit" WINCH; echo ready; while :; do sleep 0.01; done'],
      { ...patient, terminal: small },
    );
    const reader = shell.stdout.getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('ready\r\n');

    await shell.resize({ columns: 200, rows: 50 });

    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('50 200\r\n');
    expect(await shell.exit).toEqual({ reason: 'exited', code: 0 });
  });

  test('takes lines, control characters and the end of the input', async () => {
    await using box = await localBox();
    const interrupted = await box.spawn(['bash', '-c', 'trap "echo caught" INT; cat; echo on; cat'], {
      ...patient,
      terminal: small,
    });

    const until = reader(interrupted.stdout);

    await interrupted.write(Buffer.from('line\n'));
    await until(/line\r\nline\r\n/);
    await interrupted.write(Buffer.from([3]));
    await until(/caught\r\non\r\n/);
    await interrupted.write(Buffer.from('again\n'));
    await until(/again\r\nagain\r\n/);
    await interrupted.write(null);

    expect(await interrupted.exit).toEqual({ reason: 'exited', code: 0 });
  });

  test('has it for its controlling terminal', async () => {
    await using box = await localBox();

    const result = await box.exec('echo to the terminal > /dev/tty', { ...patient, terminal: small });

    expect(result.stdout).toBe('to the terminal\r\n');
  });

  test('is attached to with its terminal', async () => {
    await using box = await localBox();
    const shell = await box.spawn(['bash', '-c', 'read -r line; stty size; echo "$line"'], {
      ...patient,
      terminal: small,
    });

    const again = await box.attach(shell.id);
    await again.resize({ columns: 10, rows: 5 });
    await again.write(Buffer.from('hello\n'));

    expect(await text(again.stdout)).toBe('hello\r\n5 10\r\nhello\r\n');
  });
});

test('a process without a terminal is neither resized nor written to', async () => {
  await using box = await localBox();
  const process = await box.spawn(['true'], patient);

  await expect(process.resize(small)).rejects.toMatchObject({ code: 'invalid', ran: 'no' });
  await expect(process.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'invalid', ran: 'no' });
});

describe('an open input', () => {
  test('is written in order and closed', async () => {
    await using box = await localBox();
    const counter = await box.spawn(['cat'], { ...patient, stdin: 'open' });

    const writes = Array.from({ length: 50 }, (_, index) => counter.write(Buffer.from(`${index}\n`)));
    await Promise.all([...writes, counter.write(null)]);

    expect(await text(counter.stdout)).toBe(Array.from({ length: 50 }, (_, index) => `${index}\n`).join(''));
  });

  test('of an ended process takes nothing more', async () => {
    await using box = await localBox();
    const over = await box.spawn(['true'], { ...patient, stdin: 'open' });
    await over.exit;

    await expect(over.write(Buffer.from('x'))).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  });
});

describe('output that is spilled', () => {
  test('stands in files up to its limit, also when nobody wants it', async () => {
    await using box = await localBox();
    const spill = { stdout: 'logs/out', stderr: 'logs/err', maxBytes: 1000 };
    const noisy = await box.spawn(['bash', '-c', 'seq 1000; echo wrong >&2'], { ...patient, spill });
    await Promise.all([noisy.stdout.cancel(), noisy.stderr.cancel()]);

    await noisy.exit;
    await box.exec(['true'], patient);

    expect((await box.files.read('logs/out', { maxBytes: 2000 }))?.length).toBe(1000);
    expect(Buffer.from((await box.files.read('logs/err', { maxBytes: 2000 })) ?? []).toString()).toBe('wrong\n');
  });

  test('does not start a process when its file cannot be', async () => {
    await using box = await localBox();
    const spill = { stdout: '/proc/none', stderr: 'err', maxBytes: 1000 };

    await expect(box.spawn(['true'], { ...patient, spill })).rejects.toMatchObject({ ran: 'no' });
  });
});

/** Reads until all that was read so far matches. */
function reader(stream: ReadableStream<Uint8Array>): (pattern: RegExp) => Promise<void> {
  const chunks = stream.getReader();
  let read = '';
  return async (pattern) => {
    while (!pattern.test(read)) {
      const { value, done } = await chunks.read();
      if (done) throw new Error(`It ended after ${read}`);
      read += Buffer.from(value).toString();
    }
  };
}
