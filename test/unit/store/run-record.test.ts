import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../../../src/store/read-events.ts';
import { restoreTexts } from '../../../src/store/restore-texts.ts';
import { newRunId, openRunRecord } from '../../../src/store/run-record.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const plain = { redact: (text: string) => text };

const command = {
  purpose: 'proof',
  command: 'npm test',
  exit: { reason: 'exited', code: 1 },
  durationMs: 5,
  stdout: 'out',
  stderr: 'err',
};

describe('a run record', () => {
  test('keeps events in the order they happened, and what commands printed in files', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', { ...plain, now: () => Date.UTC(2026, 10, 23) });

    record.append('stage', { stage: 'accepted' });
    record.addCommand(command);
    await record.save('proof.json', { verdict: 'failed' });
    record.append('stage', { stage: 'publishing' });
    await record.flush();

    const events = await Array.fromAsync(readEvents(record.directory));
    expect(events).toMatchObject([
      { seq: 1, at: '2026-11-23T00:00:00.000Z', type: 'stage', stage: 'accepted' },
      { seq: 2, type: 'command', command: 'npm test', stdout: { file: 'commands/001.out', bytes: 3 } },
      { seq: 3, type: 'artefact', name: 'proof.json' },
      { seq: 4, type: 'stage', stage: 'publishing' },
    ]);
    expect(record.head).toEqual({ seq: 4, hash: events[3]?.hash });
    expect(await readFile(join(record.directory, 'commands/001.err'), 'utf8')).toBe('err');
    expect(JSON.parse(await readFile(join(record.directory, 'proof.json'), 'utf8'))).toEqual({ verdict: 'failed' });
  });

  test('keeps the order of a thousand events that are told at once, between files that take their time', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', plain);

    for (let number = 0; number < 1000; number += 1) {
      record.append('agent.message', { number });
      if (number % 100 === 0) void record.save(`part-${number}.txt`, 'x'.repeat(100_000));
    }
    await record.flush();

    const events = await Array.fromAsync(readEvents(record.directory));
    const numbers = events.flatMap(({ number }) => (number === undefined ? [] : [number]));
    expect(numbers).toEqual(Array.from({ length: 1000 }, (_, number) => number));
  });

  test('keeps a text that would be too long for a line in a file, from which it comes back', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', plain);
    const long = `${'é'.repeat(300 * 1024)}\ud800`.toWellFormed();

    record.append('agent.observation', { callId: 'one', text: long });
    await record.flush();

    const [event] = await Array.fromAsync(readEvents(record.directory));
    expect(event).toMatchObject({ text: { $text: { bytes: Buffer.byteLength(long) } } });
    expect(event === undefined ? null : await restoreTexts(record.directory, event)).toMatchObject({
      seq: 1,
      callId: 'one',
      text: long,
    });
  });

  test('keeps an event of very many texts whole, however long it is', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', plain);
    const toolCalls = Array.from({ length: 60 }, (_, id) => ({ id, arguments: 'a'.repeat(200 * 1024) }));

    record.append('agent.answer', { toolCalls });
    await record.flush();

    const log = await readFile(join(record.directory, 'events.jsonl'));
    expect(log.length).toBeLessThan(1000);
    const [event] = await Array.fromAsync(readEvents(record.directory));
    expect(event === undefined ? null : await restoreTexts(record.directory, event)).toMatchObject({ toolCalls });
  });

  test('takes nothing more once its run has ended', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', plain);

    record.append('run.ended', { outcome: 'cancelled' });
    record.append('stage', { stage: 'proving' });
    await record.flush();

    expect(await Array.fromAsync(readEvents(record.directory))).toHaveLength(1);
  });

  test('says so when something could not be written, and leaves no line behind a hole', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', plain);
    await record.flush();
    record.append('stage', { stage: 'accepted' });
    await record.flush();
    await rm(record.directory, { recursive: true });

    record.append('egress', { host: 'a.example' });
    await expect(record.flush()).rejects.toThrow(/could not be written: .*ENOENT/);
    record.append('stage', { stage: 'proving' });
    await expect(record.flush()).rejects.toThrow(/ENOENT/);

    expect(await readdir(join(data.path, 'runs'))).toEqual([]);
  });

  test('does not let a file that could not be written be followed by more events', async () => {
    await using data = await temporaryDirectory();
    const record = openRunRecord(data.path, 'run-1', plain);
    record.append('stage', { stage: 'accepted' });

    await expect(record.save('commands/there/is/none.txt', 'x')).rejects.toThrow(/could not be written/);
    record.append('stage', { stage: 'proving' });

    expect(await Array.fromAsync(readEvents(record.directory))).toMatchObject([{ stage: 'accepted' }]);
  });

  test('has an id that sorts by time', () => {
    expect(newRunId(new Date('2026-11-23T15:19:00.123Z'))).toMatch(/^20261123-151900-[0-9a-f]{8}$/);
  });
});
