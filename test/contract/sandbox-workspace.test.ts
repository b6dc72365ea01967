import { buffer, text } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workspace } from '../../src/sandbox/sandbox.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { localBox } from '../support/local-box.ts';

/** What `Workspace` promises, asked of every implementation. */
const implementations: readonly [string, () => Promise<Opened>][] = [
  ['a container', containerBox],
  ['the in-box agent without a container', agentBox],
];

type Opened = { readonly workspace: Workspace; readonly box: AsyncDisposable };

const second = { timeoutMs: 20_000 };

describe.for(implementations)('the workspace of %s', ([, open]) => {
  let workspace: Workspace;
  let box: AsyncDisposable;

  beforeAll(async () => {
    ({ workspace, box } = await open());
  });

  afterAll(() => box[Symbol.asyncDispose]());

  test('keeps standard output and standard error apart', async () => {
    const result = await workspace.exec('echo out; echo err >&2', second);

    expect(result).toMatchObject({ ok: true, stdout: 'out\n', stderr: 'err\n', exit: { reason: 'exited', code: 0 } });
  });

  test('reports a failing command as a result', async () => {
    const result = await workspace.exec('exit 7', second);

    expect(result).toMatchObject({ ok: false, exit: { reason: 'exited', code: 7 } });
  });

  test('hands arguments over as they are, without a shell', async () => {
    const result = await workspace.exec(['printf', '%s|', 'a b', '$HOME', '"'], second);

    expect(result.stdout).toBe('a b|$HOME|"|');
  });

  test('says which signal ended a command', async () => {
    const result = await workspace.exec('kill -TERM $$', second);

    expect(result.exit).toEqual({ reason: 'signaled', signal: 'SIGTERM' });
  });

  test('throws before anything ran when there is no such program', async () => {
    const spawned = workspace.spawn(['no-such-program'], second);

    await expect(spawned).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  });

  test('kills the whole process group at the deadline', async () => {
    const result = await workspace.exec('sleep 987 & sleep 987', { timeoutMs: 300 });

    expect(result).toMatchObject({ ok: false, exit: { reason: 'timeout' } });
    expect((await workspace.exec(['pgrep', '-f', 'sleep 98[7]'], second)).stdout).toBe('');
  });

  test('kills the whole process group when the signal is aborted', async () => {
    const controller = new AbortController();
    const process = await workspace.spawn(['bash', '-c', 'sleep 986 & echo up; wait'], {
      ...second,
      signal: controller.signal,
    });
    await process.stdout.getReader().read();

    controller.abort();

    expect(await process.exit).toEqual({ reason: 'killed' });
    expect((await workspace.exec(['pgrep', '-f', 'sleep 98[6]'], second)).stdout).toBe('');
  });

  test('passes signals on to the process group', async () => {
    const process = await workspace.spawn(
      ['bash', '-c', 'trap "echo caught; exit 3" INT; echo up; sleep 60 & wait'],
      second,
    );
    const reader = process.stdout.getReader();
    await reader.read();

    await process.kill('SIGINT');

    expect(await process.exit).toEqual({ reason: 'exited', code: 3 });
  });

  test('gives a command its input and then the end of it', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);

    const result = await workspace.exec('sha256sum', { ...second, stdin: bytes });
    const empty = await workspace.exec('wc -c', second);

    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    expect(result.stdout).toContain(digest);
    expect(empty.stdout.trim()).toBe('0');
  });

  test('reads input from a stream', async () => {
    const stdin = new Blob(['one ', 'two']).stream() as ReadableStream<Uint8Array>;

    expect((await workspace.exec('cat', { ...second, stdin })).stdout).toBe('one two');
  });

  test('runs where and with what it is told', async () => {
    await workspace.files.write('below/file', '');

    const result = await workspace.exec('echo "$COLOUR"; ls; pwd', {
      ...second,
      cwd: 'below',
      env: { COLOUR: 'teal' },
    });

    expect(result.stdout).toBe(`teal\nfile\n${workspace.cwd}/below\n`);
  });

  test('shows output while the command still runs', async () => {
    const process = await workspace.spawn(['bash', '-c', 'echo first; read -r line; echo "then $line"'], {
      ...second,
      stdin: new ReadableStream({ start: () => undefined }),
    });

    const { value } = await process.stdout.getReader().read();

    expect(Buffer.from(value ?? []).toString()).toBe('first\n');
    await process.kill('SIGKILL');
    expect(await process.exit).toMatchObject({ reason: expect.stringMatching(/signaled|killed/) });
  });

  test('keeps the head and the tail of too much output, and says how much it left out', async () => {
    const result = await workspace.exec('seq 1 200000', { ...second, maxBytes: 1000 });

    expect(result.stdout.startsWith('1\n2\n')).toBe(true);
    expect(result.stdout.endsWith('200000\n')).toBe(true);
    expect(result.stdout.length).toBeLessThan(1200);
    expect(result.omittedBytes).toEqual({ stdout: 1_288_895 - 1000, stderr: 0 });
  });

  test('runs many commands at once without mixing their output', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));

    const results = await Promise.all(numbers.map((number) => workspace.exec(['echo', number], second)));

    expect(results.map(({ stdout }) => stdout.trim())).toEqual(numbers);
  });

  test('answers other calls while nobody reads a flood of output', async () => {
    const flood = await workspace.spawn(['bash', '-c', 'yes'], second);

    const result = await workspace.exec('echo still here', second);

    expect(result.stdout).toBe('still here\n');
    await flood.kill('SIGKILL');
    await flood.exit;
  });

  test('reads back the bytes it wrote, in folders it made', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);

    await workspace.files.write('made/for/it.bin', bytes);

    expect(Buffer.from((await workspace.files.read('made/for/it.bin', { maxBytes: 300_000 })) ?? [])).toEqual(
      Buffer.from(bytes),
    );
  });

  test('finds nothing where nothing is', async () => {
    expect(await workspace.files.read('missing', { maxBytes: 10 })).toBeNull();
    expect(await workspace.files.stat('missing')).toBeNull();
  });

  test('refuses to read more than was asked for', async () => {
    await workspace.files.write('large', 'x'.repeat(1001));

    await expect(workspace.files.read('large', { maxBytes: 1000 })).rejects.toMatchObject({ name: 'SandboxFault' });
  });

  test('keeps the mode of a file it replaces, and takes one for a new file', async () => {
    await workspace.files.write('script', 'exit 0', { mode: 0o755 });
    await workspace.files.write('script', 'exit 4');

    expect(await workspace.files.stat('script')).toEqual({ name: 'script', kind: 'file', size: 6, mode: 0o755 });
    expect((await workspace.exec(['bash', 'script'], second)).exit).toEqual({ reason: 'exited', code: 4 });
  });

  test('lists a folder in order, with kinds, without following links', async () => {
    await workspace.exec('mkdir -p list/b && touch list/c && ln -s /etc/passwd list/a && mkfifo list/d', second);

    const entries = await workspace.files.list('list');

    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['a', 'symlink'],
      ['b', 'directory'],
      ['c', 'file'],
      ['d', 'other'],
    ]);
  });

  test('throws when a file is listed like a folder', async () => {
    await workspace.files.write('plain', '');

    await expect(workspace.files.list('plain')).rejects.toMatchObject({ name: 'SandboxFault' });
  });

  test('removes a folder with everything in it, and what is not there', async () => {
    await workspace.files.write('doomed/deep/file', '');

    await workspace.files.remove('doomed');
    await workspace.files.remove('doomed');

    expect(await workspace.files.stat('doomed')).toBeNull();
  });

  test('takes files in as a tar and gives them out as one', async () => {
    const tar = pack();
    tar.entry({ name: 'one/two.txt', mode: 0o644 }, 'packed');
    tar.finalize();
    const bytes = await buffer(tar);

    await workspace.files.unpack(new Blob([bytes]).stream() as ReadableStream<Uint8Array>, 'unpacked');

    const out = await text(workspace.files.pack('unpacked'));
    expect((await workspace.exec('cat unpacked/one/two.txt', second)).stdout).toBe('packed');
    expect(out).toContain('one/two.txt');
    expect(out).toContain('packed');
  });
});

async function containerBox(): Promise<Opened> {
  const sandboxes = await dockerSandboxesForTests();
  const workspace = await sandboxes.provider.create(sandboxes.spec(), new AbortController().signal);
  return { workspace, box: sandboxes };
}

async function agentBox(): Promise<Opened> {
  const box = await localBox();
  return { workspace: box, box };
}
