import { expect, test } from 'vitest';
import { type ExportRules, parseExport } from '../../src/git/parse-export.ts';
import { exportRules, exportStream, type StreamEntry } from '../support/export-stream.ts';

const rules = (different: Partial<ExportRules> = {}) =>
  exportRules({ maxFiles: 100, maxFileBytes: 1000, maxTotalBytes: 2000, maxBinaryBytes: 100, ...different });
const many = (count: number, entry: Partial<StreamEntry> = {}) =>
  Array.from({ length: count }, (_, at) => ({ path: `many/${at}`, ...entry }));
const binary = (size: number) => Buffer.from([0, ...new Uint8Array(size - 1).fill(255)]);

/** G5 and G9: what an exporter announces, what follows for ever where it is read on, and what is said. */
test.for<[name: string, stream: Uint8Array, path: string, reason: RegExp]>([
  ['one file too many', exportStream(many(101)), '.', /more than 100 files/],
  ['ten thousand files', exportStream(many(10_000)), '.', /more than 100 files/],
  ['ten thousand deletions', exportStream(many(10_000, { status: 'D' })), '.', /more than 100 files/],
  ['ten thousand empty files', exportStream(many(10_000, { contents: '' })), '.', /more than 100 files/],
  ['a list of a terabyte', Buffer.from('sandpiper-export 1 diff 999999999999\n'), '.', /more than 100 files/],
  ['few files with endless names', exportStream(many(90, { path: 'x'.repeat(4000) })), '.', /more than 100 files/],
  ['one endless name', exportStream([{ path: 'x'.repeat(60_000) }]), `${'x'.repeat(400)}…`, /longer than 400 bytes/],
  [
    'a file of a byte too many',
    exportStream([{ path: 'a', contents: 'x'.repeat(1001) }]),
    'a',
    /1001 bytes; at most 1000/,
  ],
  ['a file of a petabyte', announced('a', 999_999_999_999_999), 'a', /999999999999999 bytes; at most 1000/],
  [
    'one file too many for all of them',
    exportStream(
      many(3, { contents: 'x'.repeat(900) }).map((one, at) => ({ ...one, contents: `${at}${one.contents}` })),
    ),
    'many/2',
    /with it the change has more than 2000 bytes/,
  ],
  [
    'a binary file',
    exportStream([{ path: 'a.png', contents: binary(101) }]),
    'a.png',
    /binary and has 101 bytes; at most 100/,
  ],
  ['a text with one NUL', exportStream([{ path: 'a.js', contents: `${'x'.repeat(900)}\0` }]), 'a.js', /binary/],
  [
    'a binary file between texts',
    exportStream([{ path: 'a' }, { path: 'b', contents: binary(900) }, { path: 'c' }]),
    'b',
    /binary/,
  ],
  [
    'a large file behind a small one',
    exportStream([{ path: 'a' }, { path: 'b', contents: 'y'.repeat(1500) }]),
    'b',
    /1500 bytes/,
  ],
  [
    'a large file that is changed, not added',
    exportStream([{ path: 'a', status: 'M', contents: 'y'.repeat(1500) }]),
    'a',
    /1500 bytes/,
  ],
])('refuses %s, says which and why, and reads no further', async ([, stream, path, reason]) => {
  const read = { bytes: 0 };

  const result = await parseExport(endless(stream, read), rules());

  expect(result).toEqual({ kind: 'refused', refusals: [{ path, reason: expect.stringMatching(reason) }] });
  expect(read.bytes).toBeLessThan(chunk * 2);
});

test.for<[name: string, entries: readonly StreamEntry[], different?: Partial<ExportRules>]>([
  ['as many files as may be', many(100, { status: 'D' })],
  ['a file of as many bytes as may be', [{ path: 'a', contents: 'x'.repeat(1000) }]],
  ['files of as many bytes as may be', ['1', '2'].map((path) => ({ path, contents: path.repeat(1000) }))],
  ['a small binary file', [{ path: 'a.png', contents: binary(100) }]],
  ['a text with a NUL where git looks no more', [{ path: 'a', contents: `${'x'.repeat(8000)}\0` }], larger()],
  ['a binary file where nothing is said of them', [{ path: 'a', contents: binary(900) }], { maxBinaryBytes: 1000 }],
])('takes %s', async ([, entries, different]) => {
  const stream = ReadableStream.from([exportStream(entries)]);

  expect(await parseExport(stream, rules(different))).toMatchObject({ kind: 'change' });
});

const chunk = 65_536;

/** What follows is never needed; that it is not asked for shows in the count. */
async function* endless(stream: Uint8Array, read: { bytes: number }): AsyncGenerator<Uint8Array> {
  yield stream;
  for (;;) {
    read.bytes += chunk;
    yield Buffer.alloc(chunk, 'x');
  }
}

function announced(path: string, bytes: number): Buffer {
  const whole = exportStream([{ path }]).toString('latin1');
  return Buffer.from(whole.replace(/blob \d+\n/, `blob ${bytes}\n`), 'latin1');
}

function larger(): Partial<ExportRules> {
  return { maxFileBytes: 10_000, maxTotalBytes: 10_000 };
}
