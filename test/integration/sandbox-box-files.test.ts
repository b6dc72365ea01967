import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { localBox } from '../support/local-box.ts';

const patient = { timeoutMs: 50_000 };

describe('a file in the box', () => {
  test.for<[string, Buffer]>([
    ['no bytes', Buffer.alloc(0)],
    ['bytes that are not text', Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256))],
    ['5 MB', Buffer.alloc(5_000_000, 'five megabytes ')],
  ])('with %s is read as it was written', async ([, bytes]) => {
    await using box = await localBox();

    await box.files.write('file', bytes);

    const read = await box.files.read('file', { maxBytes: bytes.length });
    expect(digest(read)).toBe(digest(bytes));
  });

  test('with a name of 255 bytes, in another alphabet, is written and listed', async () => {
    await using box = await localBox();
    const name = `${'ж'.repeat(127)}x`;

    await box.files.write(name, 'x');

    expect(await Array.fromAsync(box.files.list('.'))).toMatchObject([
      { name, path: name, kind: 'file', size: 1, mode: 0o644 },
    ]);
  });

  test('is read through a symlink, and stat tells of the link', async () => {
    await using box = await localBox();
    await box.exec('echo content > real; chmod 640 real; ln -s real link', patient);

    expect(Buffer.from((await box.files.read('link', { maxBytes: 100 })) ?? []).toString()).toBe('content\n');
    expect(await box.files.stat('link')).toMatchObject({ kind: 'symlink' });
  });

  test('is written through a symlink, which stays', async () => {
    await using box = await localBox();
    await box.exec('mkdir sub; echo old > sub/real; chmod 755 sub/real; ln -s sub/real link', patient);

    await box.files.write('link', 'new');

    const { stdout } = await box.exec('readlink link; cat sub/real; stat -c " %a" sub/real; ls sub', patient);
    expect(stdout).toBe('sub/real\nnew 755\nreal\n');
  });

  test.for<[string, string, RegExp]>([
    ['larger than the limit', 'head -c 101 /dev/zero > it', /larger than 100 bytes/],
    ['of no size but without end', 'ln -s /dev/zero it', /not a file/],
    ['a FIFO, which would never answer', 'mkfifo it', /not a file/],
    ['a folder', 'mkdir it', /not a file|directory/],
    ['a circle of links', 'ln -s it it', /too many levels/],
    ['longer than it says, as in /proc', 'ln -s /proc/self/mountinfo it', /larger than 100 bytes/],
  ])('is not read when it is %s', async ([, make, reason]) => {
    await using box = await localBox();
    await box.exec(make, patient);

    await expect(box.files.read('it', { maxBytes: 100 })).rejects.toMatchObject({
      name: 'SandboxFault',
      ran: 'no',
      message: expect.stringMatching(reason),
    });
  });

  test('is replaced in one step: a reader sees the old or the new, never a part', async () => {
    await using box = await localBox();
    const [a, b] = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await box.files.write('file', a ?? '');
    const reader = box.exec('for i in $(seq 200); do sha1sum < file; done | sort -u | wc -l', patient);

    for (let round = 0; round < 20; round += 1) await box.files.write('file', (round % 2 ? a : b) ?? '');

    expect(Number((await reader).stdout)).toBeLessThanOrEqual(2);
    expect((await box.exec('ls -A', patient)).stdout).toBe('file\n');
  });

  test('is not written over a folder, and nothing is left of the attempt', async () => {
    await using box = await localBox();
    await box.exec('mkdir it', patient);

    await expect(box.files.write('it', 'x')).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });

    expect((await box.exec('ls -A . it', patient)).stdout).toBe('.:\nit\n\nit:\n');
  });

  test('is not written below a file', async () => {
    await using box = await localBox();
    await box.files.write('it', 'x');

    await expect(box.files.write('it/below', 'x')).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
    expect(await box.files.stat('it/below')).toBeNull();
  });
});

describe('an archive', () => {
  test('of 1,000 files goes in and comes out the same', async () => {
    await using box = await localBox();
    const entries = Array.from({ length: 1000 }, (_, index) => ({
      name: `folder-${index % 10}/deep/file-${index}`,
      mode: index % 3 ? 0o644 : 0o755,
      content: `content ${index}\n`.repeat(index % 50),
    }));

    await box.files.unpack(tarOf(entries), 'in');

    const packed = await readTar(box.files.pack('in'));
    const files = new Map(packed.filter(({ type }) => type === 'file').map((file) => [file.name, file]));
    expect(files.size).toBe(1000);
    for (const { name, mode, content } of entries) expect(files.get(name)).toMatchObject({ mode, content });
  });

  test('keeps symlinks, empty folders and long names, and leaves out what is neither file nor folder', async () => {
    await using box = await localBox();
    const long = `${'d'.repeat(200)}/${'f'.repeat(200)}`;
    await box.exec(
      `mkdir -p out/empty out/${'d'.repeat(200)}; cd out; touch ${long}; ln -s /etc/passwd link; mkfifo pipe`,
      patient,
    );

    const packed = await readTar(box.files.pack('out'));

    expect(packed.map(({ name, type, linkname }) => [name, type, linkname])).toEqual([
      [`${'d'.repeat(200)}/`, 'directory', null],
      [long, 'file', null],
      ['empty/', 'directory', null],
      ['link', 'symlink', '/etc/passwd'],
    ]);
  });

  test.for<[string, readonly Partial<Header>[]]>([
    ['climbs out', [{ name: '../escaped' }]],
    ['climbs out from below', [{ name: 'a/../../escaped' }]],
    ['has an absolute path', [{ name: '/tmp/sandpiper-escaped' }]],
    ['goes through a link of its own', [{ name: 'l', type: 'symlink', linkname: '..' }, { name: 'l/escaped' }]],
    ['links to a file outside', [{ name: 'h', type: 'link', linkname: '../outside' }]],
    ['is a device', [{ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }]],
    ['is a FIFO', [{ name: 'fifo', type: 'fifo' }]],
    ['is the folder itself, as a file', [{ name: '.' }]],
  ])('with an entry that %s is refused', async ([, entries]) => {
    await using box = await localBox();
    await box.files.write('outside', 'untouched');

    const unpacking = box.files.unpack(tarOf(entries.map((entry) => ({ content: '', ...entry }))), 'in');

    await expect(unpacking).rejects.toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
    expect(await box.files.stat('escaped')).toBeNull();
    expect((await box.exec('cat outside; stat -c " %h" outside', patient)).stdout).toBe('untouched 1\n');
  });

  test('replaces a link that stands where a file goes, not what it leads to', async () => {
    await using box = await localBox();
    await box.exec('mkdir in; echo precious > outside; ln -s ../outside in/file', patient);

    await box.files.unpack(tarOf([{ name: 'file', content: 'new' }]), 'in');

    expect((await box.exec('cat outside in/file', patient)).stdout).toBe('precious\nnew');
  });

  test('that is cut short is refused', async () => {
    await using box = await localBox();
    const whole = await buffer(tarOf([{ name: 'file', content: 'x'.repeat(2000) }]));

    const unpacking = box.files.unpack(streamOf(whole.subarray(0, 1000)), 'in');

    await expect(unpacking).rejects.toMatchObject({ name: 'SandboxFault', ran: 'unknown' });
  });

  test('whose source fails is given up, and the box goes on', async () => {
    await using box = await localBox();
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('no more')) });

    await expect(box.files.unpack(broken, 'in')).rejects.toThrow('no more');

    expect((await box.exec('echo on', patient)).ok).toBe(true);
  });

  test('of what is no folder fails when it is read', async () => {
    await using box = await localBox();
    await box.files.write('file', 'x');

    await expect(buffer(box.files.pack('file'))).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
    await expect(buffer(box.files.pack('missing'))).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  });

  test('that nobody reads on holds nothing else back', async () => {
    await using box = await localBox();
    await box.exec('mkdir big; head -c 5000000 /dev/zero > big/file', patient);
    const reader = box.files.pack('big').getReader();
    await reader.read();

    expect((await box.exec('echo on', patient)).ok).toBe(true);
    expect(await box.files.read('missing', { maxBytes: 1 })).toBeNull();

    await reader.cancel();
    expect((await box.files.stat('big/file'))?.size).toBe(5_000_000);
  });

  test('of a file that shrinks meanwhile stays an archive', async () => {
    await using box = await localBox();
    await box.exec('mkdir big; head -c 3000000 /dev/zero > big/file', patient);
    const packed = box.files.pack('big').getReader();
    const first = await packed.read();
    await box.exec('truncate -s 100 big/file', patient);

    let total = first.value?.length ?? 0;
    for (let next = await packed.read(); !next.done; next = await packed.read()) total += next.value.length;

    expect(total).toBe(512 + Math.ceil(3_000_000 / 512) * 512 + 1024);
  });
});

type Entry = Partial<Header> & { readonly content: string };

function tarOf(entries: readonly Entry[]): ReadableStream<Uint8Array> {
  const tar = pack();
  for (const { content, name = '', ...header } of entries) tar.entry({ name, ...header }, content);
  tar.finalize();
  return Readable.toWeb(Readable.from(tar));
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

async function readTar(stream: ReadableStream<Uint8Array>) {
  const tar = extract();
  tar.end(await buffer(stream));
  const entries: (Header & { content: string })[] = [];
  for await (const entry of tar) entries.push({ ...entry.header, content: (await buffer(entry)).toString() });
  return entries;
}

function digest(bytes: Uint8Array | null): string | null {
  return bytes && createHash('sha256').update(bytes).digest('hex');
}
