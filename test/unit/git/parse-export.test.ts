import { expect, test } from 'vitest';
import { parseExport } from '../../../src/git/parse-export.ts';
import { exportRules, exportStream, inChunks, type StreamEntry } from '../../support/export-stream.ts';

const parse = (bytes: Uint8Array, rules = exportRules(), chunkSize = 64) =>
  parseExport(inChunks(bytes, chunkSize), rules);

test.for([1, 2, 7, 100_000])('reads the same change from chunks of %i bytes', async (chunkSize) => {
  const bytes = exportStream([
    { path: 'a.txt', contents: 'one\n' },
    { path: 'b.sh', status: 'M', newMode: '100755', contents: '' },
    { path: 'c.txt', status: 'D' },
  ]);

  const result = await parse(bytes, exportRules(), chunkSize);

  expect(result).toMatchObject({
    kind: 'change',
    change: {
      baseSha: 'b'.repeat(40),
      entries: [
        { kind: 'write', status: 'added', path: 'a.txt', mode: '100644', bytes: Buffer.from('one\n') },
        { kind: 'write', status: 'modified', path: 'b.sh', mode: '100755', bytes: Buffer.alloc(0) },
        { kind: 'delete', status: 'deleted', path: 'c.txt' },
      ],
    },
  });
});

test('tells no change from a change', async () => {
  expect(await parse(exportStream([]))).toEqual({ kind: 'empty' });
});

test('passes on why git could not read the workspace, without its control characters', async () => {
  const words = 'error: open("secret"): Permission denied\u001b[31m';

  const result = await parse(Buffer.from(`sandpiper-export 1 failed ${words.length}\n${words}`));

  expect(result).toEqual({
    kind: 'refused',
    refusals: [{ path: '.', reason: 'the workspace could not be read: error: open("secret"): Permission denied' }],
  });
});

test.for<[string, StreamEntry]>([
  ['a symbolic link', { path: 'link', newMode: '120000' }],
  ['a submodule', { path: 'lib', newMode: '160000' }],
  ['the removal of a submodule', { path: 'lib', status: 'D', oldMode: '160000' }],
  ['a link that becomes a file', { path: 'a', status: 'T', oldMode: '120000' }],
  ['a file that becomes a link', { path: 'a', status: 'T', newMode: '120000' }],
  ['an unheard-of mode', { path: 'a', newMode: '100777' }],
  ['a path that climbs out', { path: '../a' }],
  ['the heart of a bare repository', { path: 'x/HEAD', contents: 'ref: refs/heads/main\n' }],
  ['a file that is too large', { path: 'a', contents: 'x'.repeat(1001) }],
])('refuses %s, with its path and a reason', async ([, entry]) => {
  const result = await parse(exportStream([{ path: 'fine.txt' }, entry]));

  expect(result).toEqual({
    kind: 'refused',
    refusals: [{ path: entry.path, reason: expect.stringMatching(/^\S.*[^.]$/) }],
  });
});

test('names every entry it refuses, not only the first', async () => {
  const result = await parse(
    exportStream([{ path: 'a/.git/config' }, { path: 'ok' }, { path: 'b', newMode: '120000' }]),
  );

  expect(result).toMatchObject({ kind: 'refused', refusals: [{ path: 'a/.git/config' }, { path: 'b' }] });
});

test.for([
  ['too many files', exportRules({ maxFiles: 2 })],
  ['too many bytes in all', exportRules({ maxTotalBytes: 12 })],
] as const)('refuses %s', async ([, rules]) => {
  const entries = ['a', 'b', 'c'].map((path) => ({ path }));

  expect(await parse(exportStream(entries), rules)).toMatchObject({ kind: 'refused' });
});

test('reads no list of files that is longer than could ever be accepted', async () => {
  let read = 0;
  async function* endless() {
    yield Buffer.from('sandpiper-export 1 diff 999999999999\n');
    for (;;) {
      read += 1;
      yield Buffer.alloc(65_536, 'x');
    }
  }

  expect(await parseExport(endless(), exportRules())).toMatchObject({ kind: 'refused' });
  expect(read).toBe(0);
});

test('stops the stream once it has decided', async () => {
  let isStopped = false;
  async function* source() {
    try {
      yield exportStream([{ path: '.git/x' }]);
      yield Buffer.from('never read');
    } finally {
      isStopped = true;
    }
  }

  await parseExport(source(), exportRules());

  expect(isStopped).toBe(true);
});

test.for<[string, Uint8Array]>([
  ['is empty', Buffer.alloc(0)],
  ['begins otherwise', Buffer.from('diff --git a/x b/x\n')],
  ['never ends its first line', Buffer.alloc(100_000, 'x')],
  ['goes on after its end', Buffer.concat([exportStream([{ path: 'a' }]), Buffer.from('\n')])],
  ['names a path twice', exportStream([{ path: 'a' }, { path: 'a' }])],
  ['has an id that is not that of the contents', exportStream([{ path: 'a', id: 'c'.repeat(40) }])],
  ['adds what was there', exportStream([{ path: 'a', oldMode: '100644' }])],
  ['modifies what was not there', exportStream([{ path: 'a', status: 'M', oldMode: '000000' }])],
  ['deletes into a mode', exportStream([{ path: 'a', status: 'D', newMode: '100644' }])],
  ['writes nothing', exportStream([{ path: 'a', id: '0'.repeat(40) }])],
  ['renames', exportStream([{ path: 'a', status: 'R' }])],
  ['has an empty path', exportStream([{ path: '' }])],
  ['has a second path in the first', exportStream([{ path: 'a\0b' }])],
  [
    'lies about the length of a file',
    Buffer.from(
      exportStream([{ path: 'a' }])
        .toString('latin1')
        .replace('blob 5', 'blob 6'),
      'latin1',
    ),
  ],
  ['lies about its complaint', Buffer.from('sandpiper-export 1 failed 5\nabc')],
  ['complains without end', Buffer.from(`sandpiper-export 1 failed 999999\n${'x'.repeat(9999)}`)],
])('takes a stream for a forgery that %s', async ([, bytes]) => {
  await expect(parse(bytes)).rejects.toMatchObject({ name: 'GitFault', kind: 'corrupt' });
});

const sample = exportStream([
  { path: 'src/sum.js', status: 'M', contents: 'export const sum = (a, b) => a + b;\n' },
  { path: 'old.js', status: 'D' },
  { path: 'new ü.js', contents: Buffer.from([0, 255, 10, 0]) },
]);

test('takes every beginning of an export for a forgery', async () => {
  for (let length = 0; length < sample.byteLength; length += 1) {
    await expect(parse(sample.subarray(0, length))).rejects.toMatchObject({ kind: 'corrupt' });
  }
});

test('survives any single flipped bit, and believes no contents that were changed', async () => {
  for (let bit = 0; bit < sample.byteLength * 8; bit += 1) {
    const bytes = Buffer.from(sample);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));

    const outcome = await parse(bytes).catch((error: unknown) => error);

    expect(outcome).toSatisfy(isForgeryOrSound);
  }
});

test('survives noise', async () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const outcome = await parse(scramble(sample, seed)).catch((error: unknown) => error);

    expect(outcome).toSatisfy(isForgeryOrSound);
  }
});

/** A changed path or mode can still make a sound change; changed contents cannot. */
function isForgeryOrSound(outcome: unknown): boolean {
  const { kind, change } = outcome as { kind?: string; change?: { entries: { bytes?: Uint8Array }[] } };
  if (kind !== 'change') return kind === 'corrupt' || kind === 'refused';
  const contents = change?.entries.flatMap(({ bytes }) => (bytes ? [Buffer.from(bytes).toString('latin1')] : [])) ?? [];
  return contents.every((text) => sample.toString('latin1').includes(text));
}

/** Repeatable damage: a piece is overwritten, cut out or doubled. */
function scramble(bytes: Uint8Array, seed: number): Buffer {
  let state = seed;
  const next = (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  const from = next(bytes.byteLength);
  const to = Math.min(bytes.byteLength, from + 1 + next(40));
  const head = bytes.subarray(0, from);
  const piece = bytes.subarray(from, to);
  const tail = bytes.subarray(to);
  const noise = Buffer.from(Array.from(piece, () => next(256)));
  return Buffer.concat(
    [
      [head, noise, tail],
      [head, tail],
      [head, piece, piece, tail],
    ][next(3)] ?? [],
  );
}

test('tells an export that ended early from one that lies', async () => {
  const bytes = exportStream([{ path: 'a.txt', contents: 'one\n' }]);

  for (const length of [0, 10, 60, bytes.byteLength - 1]) {
    await expect(parse(bytes.subarray(0, length))).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining('it ended early'),
    });
  }
  await expect(parse(Buffer.concat([bytes, Buffer.from('x')]))).rejects.not.toMatchObject({
    message: expect.stringContaining('it ended early'),
  });
});
