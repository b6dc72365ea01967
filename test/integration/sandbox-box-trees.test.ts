import { buffer, text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import type { FileChange } from '../../src/sandbox/sandbox.ts';
import { localBox } from '../support/local-box.ts';

const patient = { timeoutMs: 55_000 };

describe('a part of a file', () => {
  test.for<[string, number, number, number, string]>([
    ['from the middle', 2, 5, 100, '234'],
    ['to its end', 7, 100, 100, '789'],
    ['behind its end', 20, 30, 100, ''],
    ['that is empty', 3, 3, 100, ''],
    ['as far as the limit allows', 0, 10, 4, '0123'],
  ])('is read %s', async ([, start, end, maxBytes, content]) => {
    await using box = await localBox();
    await box.files.write('file', '0123456789');

    const part = await box.files.read('file', { maxBytes, range: { start, end } });

    expect(Buffer.from(part ?? []).toString()).toBe(content);
  });

  test('is none of a file that is not there, and cannot be backwards', async () => {
    await using box = await localBox();

    expect(await box.files.read('none', { maxBytes: 1, range: { start: 0, end: 1 } })).toBeNull();
    const backwards = box.files.read('none', { maxBytes: 1, range: { start: 2, end: 1 } });
    await expect(backwards).rejects.toMatchObject({ code: 'invalid', ran: 'no' });
  });
});

describe('a file that is written on a condition', () => {
  test('is replaced while it is the version that was seen', async () => {
    await using box = await localBox();
    await box.files.write('file', 'one');
    const seen = await box.files.stat('file');

    await box.files.write('file', 'two', { ifVersion: seen?.version ?? '' });

    expect((await box.exec('cat file', patient)).stdout).toBe('two');
    const late = box.files.write('file', 'three', { ifVersion: seen?.version ?? '' });
    await expect(late).rejects.toMatchObject({ code: 'conflict', ran: 'no' });
    expect((await box.exec('cat file; ls -A', patient)).stdout).toBe('twofile\n');
  });

  test('is not replaced after the file behind its link has changed', async () => {
    await using box = await localBox();
    await box.exec('echo one > real; ln -s real link', patient);
    const seen = await box.files.stat('link');
    await box.exec('echo other > real', patient);

    const late = box.files.write('link', 'mine', { ifVersion: seen?.version ?? '' });

    await expect(late).rejects.toMatchObject({ code: 'conflict', ran: 'no' });
  });

  test('is made by one writer alone', async () => {
    await using box = await localBox();

    const writers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => box.files.write('file', String(index), { ifVersion: null })),
    );

    expect(writers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await box.exec('ls -A', patient)).stdout).toBe('file\n');
  });
});

describe('a list', () => {
  test('goes as deep as it is asked to, sorted within each folder', async () => {
    await using box = await localBox();
    await box.exec('mkdir -p b/c/d a; touch b/z b/a b/c/d/e; ln -s b link', patient);
    const paths = async (depth?: number) => {
      const listed = await Array.fromAsync(box.files.list('.', depth === undefined ? {} : { depth }));
      return listed.map(({ path }) => path);
    };

    expect(await paths()).toEqual(['a', 'b', 'link']);
    expect(await paths(2)).toEqual(['a', 'b', 'b/a', 'b/c', 'b/z', 'link']);
    expect(await paths(9)).toEqual(['a', 'b', 'b/a', 'b/c', 'b/c/d', 'b/c/d/e', 'b/z', 'link']);
  });

  test('of what is no folder fails', async () => {
    await using box = await localBox();
    await box.files.write('file', '');

    for (const path of ['file', 'none']) {
      const listed = Array.fromAsync(box.files.list(path));
      await expect(listed).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
    }
  });

  test('can be left after the first entry', async () => {
    await using box = await localBox();
    await box.exec('mkdir many; cd many; seq 20000 | xargs touch', patient);

    for (let round = 0; round < 40; round += 1) {
      for await (const { path } of box.files.list('many')) {
        expect(path).toBe('1');
        break;
      }
    }

    expect((await box.exec('echo on', patient)).ok).toBe(true);
  });

  test('of 150,000 long names is whole and sorted, in bounded memory', async () => {
    await using box = await localBox();
    const make =
      "python3 -c \"import os; os.mkdir('many'); [open('many/%s-%06d' % ('x'*100, i*7919%150000), 'w').close() for i in range(150000)]\"";
    expect((await box.exec(make, patient)).ok).toBe(true);

    let count = 0;
    let last = '';
    let isSorted = true;
    for await (const { path } of box.files.list('many')) {
      isSorted &&= path > last;
      last = path;
      count += 1;
    }

    expect(count).toBe(150_000);
    expect(isSorted).toBe(true);
    expect(await peakMegabytes(box)).toBeLessThan(120);
    await box.files.remove('many');
    expect(await box.files.stat('many')).toBeNull();
  });
});

describe('what is removed', () => {
  test.for<[string, string]>([
    ['a file', 'touch it'],
    ['a link, not what it leads to', 'mkdir kept; touch kept/file; ln -s kept it'],
    ['a tree 3,000 folders deep', "python3 -c \"import os\nfor _ in range(3000): os.mkdir('it'); os.chdir('it')\""],
    ['folders that cannot be written or read', 'mkdir -p it/a/b; touch it/a/b/c; chmod 555 it/a; chmod 000 it/a/b'],
    [
      'a folder of 3,000 files and 500 folders',
      'mkdir it; cd it; seq 3000 | xargs touch; for i in $(seq 500); do mkdir -p d$i/e; done',
    ],
    ['nothing', 'true'],
  ])('is gone: %s', async ([, make]) => {
    await using box = await localBox();
    await box.exec(make, patient);

    await box.files.remove('it');
    await box.files.remove('it');

    expect((await box.exec('ls -A; test ! -e kept || test -e kept/file', patient)).stdout).toMatch(/^(kept\n)?$/);
  });

  test('is never the root of a mount that is busy, and the box says so', async () => {
    await using box = await localBox();

    await expect(box.files.remove('/proc/self')).rejects.toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
  });
});

test('an archive leaves out what it is told to, whole', async () => {
  await using box = await localBox();
  await box.exec(
    'mkdir -p t/node_modules/x t/src/node_modules; touch t/node_modules/x/y t/src/a t/src/node_modules/b',
    patient,
  );

  const tar = extract();
  tar.end(await buffer(box.files.pack('t', { exclude: ['./node_modules/', 'src/a'] })));
  const names: string[] = [];
  for await (const entry of tar) {
    names.push(entry.header.name);
    entry.resume();
  }

  expect(names).toEqual(['src/', 'src/node_modules/', 'src/node_modules/b']);
});

describe('a name that is not UTF-8', () => {
  const name = 'caf\uDCE9-\uDCFF\uDC80 "q" 😀';

  test('is written, listed, read and removed', async () => {
    await using box = await localBox();
    await box.files.write(name, 'content');

    expect((await Array.fromAsync(box.files.list('.'))).map(({ path }) => path)).toEqual([name]);
    expect((await box.files.stat(name))?.name).toBe(name);
    expect((await box.exec('printf %s caf*', patient)).stdout.startsWith('caf')).toBe(true);
    expect(await text(ReadableStream.from([(await box.files.read(name, { maxBytes: 10 })) ?? new Uint8Array()]))).toBe(
      'content',
    );
    expect((await box.exec(['cat', name], patient)).stdout).toBe('content');
    await box.files.remove(name);
    expect(await box.files.stat(name)).toBeNull();
  });

  test('with a surrogate that stands for no byte is refused before anything is sent', async () => {
    await using box = await localBox();

    await expect(box.files.stat('a\uD800')).rejects.toMatchObject({ code: 'invalid', ran: 'no' });
  });
});

describe('a watched folder', () => {
  test('tells of files that come, change and go, also in folders that are new', async () => {
    await using box = await localBox();
    const controller = new AbortController();
    await box.exec('mkdir old', patient);
    const changes = box.files.watch('.', controller.signal);

    await box.exec(
      'echo 1 > a; echo 2 >> old/b; mkdir -p new/deep; echo 3 > new/deep/c; rm a; mv old gone; touch gone/d',
      patient,
    );

    const seen = new Set<string>();
    const wanted = [
      'created a',
      'created old/b',
      'created new',
      'created new/deep',
      'removed a',
      'removed old',
      'created gone',
      'created gone/d',
    ];
    for await (const change of changes) {
      seen.add(tell(change));
      if (wanted.every((one) => seen.has(one)) && [...seen].some((one) => one.endsWith('new/deep/c'))) break;
    }
    expect(seen).not.toContain('overflow');
  });

  test('tells of a file that is written only once it is in its place', async () => {
    await using box = await localBox();
    const changes = box.files.watch('.', new AbortController().signal);

    await box.files.write('file', 'content');

    for await (const change of changes) {
      expect(change).toEqual({ kind: 'created', path: 'file' });
      break;
    }
  });

  test('ends with its signal', async () => {
    await using box = await localBox();
    const controller = new AbortController();
    const changes = Array.fromAsync(box.files.watch('.', controller.signal));
    await box.files.write('file', '');

    controller.abort();

    expect(await changes).toBeInstanceOf(Array);
    expect(await Array.fromAsync(box.files.watch('.', controller.signal))).toEqual([]);
  });

  test('says when changes were missed', async () => {
    await using box = await localBox();
    const controller = new AbortController();
    const changes = box.files.watch('.', controller.signal);
    await box.exec("python3 -c \"for i in range(60000): open('f%d' % i, 'w').close()\"", patient);

    let told: FileChange['kind'] | null = null;
    for await (const { kind } of changes) {
      told = kind;
      if (kind === 'overflow') break;
    }

    expect(told).toBe('overflow');
  });

  test('that does not exist fails', async () => {
    await using box = await localBox();

    const changes = Array.fromAsync(box.files.watch('none', new AbortController().signal));

    await expect(changes).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  });
});

test('the host reaches a port of the box, and learns when nobody listens there', async () => {
  await using box = await localBox();
  const server = await box.spawn(
    [
      'python3',
      '-uc',
      'import socket\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen();print(s.getsockname()[1])\nc=s.accept()[0];c.sendall(c.recv(99).upper());c.close()',
    ],
    patient,
  );
  const { value } = await server.stdout.getReader().read();
  const port = Number(Buffer.from(value ?? []).toString());

  const socket = await box.dial(port);
  socket.end('hello');

  expect(await text(socket)).toBe('HELLO');
  await server.exit;
  await expect(box.dial(port)).rejects.toMatchObject({ code: 'refused', ran: 'no' });
});

function tell(change: FileChange): string {
  return change.kind === 'overflow' ? 'overflow' : `${change.kind} ${change.path}`;
}

async function peakMegabytes(box: Awaited<ReturnType<typeof localBox>>): Promise<number> {
  const { stdout } = await box.exec('ps -o rss= -p $PPID', patient);
  return Number(stdout) / 1024;
}
