import { createHash } from 'node:crypto';
import { appendFile, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../../src/store/read-events.ts';
import { type ChainHead, chainStart } from '../../src/store/record-event.ts';
import { openRunRecord } from '../../src/store/run-record.ts';
import { sealEvent } from '../../src/store/seal-event.ts';
import { verifyChain } from '../../src/store/verify-chain.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type Lines = readonly string[];

async function someRecord() {
  const data = await temporaryDirectory();
  const record = openRunRecord(data.path, 'run-1', { redact: (text) => text });
  record.append('run.started', { repository: 'wader/tiny' });
  record.addCommand({ purpose: 'agent', command: 'npm test', exit: {}, durationMs: 1, stdout: 'red', stderr: '' });
  record.append('agent.observation', { text: 'x'.repeat(300_000) });
  await record.save('change.patch', '+ good\n');
  record.append('agent.message', { text: 'the end is near \u{fffd}' });
  record.append('run.ended', { outcome: 'no-change' });
  await record.flush();
  return { ...record, head: record.head, [Symbol.asyncDispose]: () => data[Symbol.asyncDispose]() };
}

async function rewrite(directory: string, change: (lines: Lines) => Lines): Promise<void> {
  const file = join(directory, 'events.jsonl');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${change(lines).join('\n')}\n`);
}

const log = (directory: string) => join(directory, 'events.jsonl');

describe('a record', () => {
  test('that nobody touched is what was written', async () => {
    await using record = await someRecord();

    const verdict = await verifyChain(record.directory, record.head);

    expect(verdict).toEqual({ ok: true, events: 6, head: record.head, hasEnded: true, isTorn: false });
  });

  test('can be checked by anybody: each hash is over the one before and the line without its own', async () => {
    await using record = await someRecord();

    const lines = (await readFile(log(record.directory), 'utf8')).trimEnd().split('\n');

    let before = '0'.repeat(64);
    for (const line of lines) {
      const [open = '', hash = ''] = line.split(',"hash":"');
      before = createHash('sha256').update(`${before}${open}}`).digest('hex');
      expect(hash).toBe(`${before}"}`);
    }
    expect(record.head).toEqual({ seq: lines.length, hash: before });
  });

  test.for<[name: string, change: (lines: Lines) => Lines, seq: number, why: RegExp]>([
    ['a changed word', (lines) => lines.with(4, (lines[4] ?? '').replace('near', 'here')), 5, /changed/],
    ['a changed time', (lines) => lines.with(0, (lines[0] ?? '').replace(/"at":"2/, '"at":"3')), 1, /changed/],
    ['a space that means nothing', (lines) => lines.with(1, (lines[1] ?? '').replace(',', ', ')), 2, /changed/],
    ['a changed hash', (lines) => lines.with(4, (lines[4] ?? '').replace(/.{5}"\}$/, '00000"}')), 5, /changed/],
    ['a removed line', (lines) => lines.toSpliced(2, 1), 3, /missing.*number 4/],
    ['a removed beginning', (lines) => lines.slice(1), 1, /missing.*number 2/],
    ['a line that is there twice', (lines) => lines.toSpliced(1, 0, lines[0] ?? ''), 2, /out of its place/],
    ['swapped lines', ([a = '', b = '', ...rest]) => [b, a, ...rest], 1, /out of its place/],
    ['swapped lines with their numbers put right', swapRenumbered, 1, /not written after/],
    ['a line that is nothing', (lines) => lines.with(3, '{}'), 4, /no event/],
    ['a line in the middle that is cut', (lines) => lines.with(3, (lines[3] ?? '').slice(0, 40)), 4, /no event/],
    ['an empty line', (lines) => lines.toSpliced(3, 0, ''), 4, /no event/],
  ])('with %s is refused at that event', async ([, change, seq, why]) => {
    await using record = await someRecord();

    await rewrite(record.directory, change);

    expect(await verifyChain(record.directory)).toEqual({
      ok: false,
      link: 'chain',
      seq,
      why: expect.stringMatching(why),
    });
  });

  test.for<[name: string, tamper: (directory: string) => Promise<void>, seq: number, why: RegExp]>([
    ['what a command printed', (directory) => writeFile(join(directory, 'commands/001.out'), 'gut'), 2, /was changed/],
    ['the length of it', (directory) => writeFile(join(directory, 'commands/001.out'), 'green'), 2, /5 bytes/],
    ['an artefact', (directory) => writeFile(join(directory, 'change.patch'), '+ evil\n'), 4, /was changed/],
    ['a file that is gone', (directory) => rm(join(directory, 'change.patch')), 4, /missing/],
    ['a long text', changeText, 3, /was changed/],
    ['a link in the place of a file', linkInstead, 2, /not a regular file/],
  ])('is refused for %s', async ([, tamper, seq, why]) => {
    await using record = await someRecord();

    await tamper(record.directory);

    expect(await verifyChain(record.directory)).toEqual({
      ok: false,
      link: 'file',
      seq,
      why: expect.stringMatching(why),
    });
  });

  test('whose writer died in the middle of a line is good up to there, and says so', async () => {
    await using record = await someRecord();
    const { size } = await stat(log(record.directory));

    await truncate(log(record.directory), size - 30);

    expect(await verifyChain(record.directory)).toMatchObject({ ok: true, events: 5, hasEnded: false, isTorn: true });
    expect(await Array.fromAsync(readEvents(record.directory))).toHaveLength(5);
  });

  test('that lost its last line feed only has all of its events, and is not whole', async () => {
    await using record = await someRecord();
    const { size } = await stat(log(record.directory));

    await truncate(log(record.directory), size - 1);

    expect(await verifyChain(record.directory)).toMatchObject({ ok: true, events: 6, hasEnded: true, isTorn: true });
  });

  test('with other bytes that read as the same text is refused', async () => {
    await using record = await someRecord();
    const replaced = Buffer.from('\u{fffd}');
    const bytes = await readFile(log(record.directory));
    const at = bytes.indexOf(replaced);
    expect(at).toBeGreaterThan(0);

    await writeFile(
      log(record.directory),
      Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + replaced.length)]),
    );

    expect(await verifyChain(record.directory)).toEqual({
      ok: false,
      link: 'chain',
      seq: 5,
      why: 'the line is no event',
    });
  });

  test('that lost its last events is told from a whole one by a head that was kept elsewhere', async () => {
    await using record = await someRecord();

    await rewrite(record.directory, (lines) => lines.slice(0, 4));

    expect(await verifyChain(record.directory)).toMatchObject({ ok: true, events: 4, hasEnded: false });
    expect(await verifyChain(record.directory, record.head)).toMatchObject({
      ok: false,
      link: 'anchor',
      seq: 5,
    });
  });

  test('that was written anew from some event on is told from the true one only by a head that was kept elsewhere', async () => {
    await using record = await someRecord();

    await rewrite(record.directory, forge);

    expect(await verifyChain(record.directory)).toMatchObject({ ok: true, events: 6, hasEnded: true });
    expect(await verifyChain(record.directory, record.head)).toEqual({
      ok: false,
      link: 'anchor',
      seq: 6,
      why: 'it is not the event that was anchored',
    });
  });

  test('with a file named outside of it is refused unread', async () => {
    await using record = await someRecord();
    const secret = join(record.directory, '../secret.txt');
    await writeFile(secret, 'red');

    await rewrite(record.directory, (lines) =>
      reseal(lines.map((line) => line.replace('commands/001.out', '../secret.txt'))),
    );

    expect(await verifyChain(record.directory)).toMatchObject({
      ok: false,
      seq: 2,
      why: expect.stringMatching(/no name of a file/),
    });
  });

  test('with a line without end is refused before it fills the memory', async () => {
    await using record = await someRecord();
    for (let part = 0; part < 5; part += 1) await appendFile(log(record.directory), 'a'.repeat(8 * 1024 * 1024));

    await expect(verifyChain(record.directory)).rejects.toThrow(/longer than any/);
  });
});

function swapRenumbered([a = '', b = '', ...rest]: Lines): Lines {
  return [b.replace('"seq":2', '"seq":1'), a.replace('"seq":1', '"seq":2'), ...rest];
}

async function changeText(directory: string): Promise<void> {
  const [, , event] = await Array.fromAsync(readEvents(directory));
  const file = /texts\/[0-9a-f]+\.txt/.exec(JSON.stringify(event))?.[0] ?? '';
  await writeFile(join(directory, file), 'y'.repeat(300_000));
}

async function linkInstead(directory: string): Promise<void> {
  await rm(join(directory, 'commands/001.out'));
  await symlink('/etc/hostname', join(directory, 'commands/001.out'));
}

/** What somebody can do who may write the record: change an event and seal all that follow it again. */
function forge(lines: Lines): Lines {
  return reseal(lines.map((line) => line.replace('the end is near', 'all is well')));
}

function reseal(lines: Lines): Lines {
  let head: ChainHead = { seq: 0, hash: chainStart };
  return lines.map((text) => {
    const { seq: _seq, at, type, prev: _prev, hash: _hash, ...data } = JSON.parse(text);
    const { line, ...next } = sealEvent(head, { at, type }, data);
    head = next;
    return line;
  });
}
