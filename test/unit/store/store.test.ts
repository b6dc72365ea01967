import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordDelivery } from '../../../src/store/record-delivery.ts';
import { newRunId, openRunRecord } from '../../../src/store/run-record.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandpiper-store-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('a delivery', () => {
  test('is new once, then seen before by its id or by its body', async () => {
    const delivery = { id: 'd-1', event: 'issues', payload: { issue: 1 } };

    expect(await recordDelivery(directory, delivery)).toBe('new');
    expect(await recordDelivery(directory, delivery)).toBe('seen-before');
    expect(await recordDelivery(directory, { ...delivery, id: 'd-2' })).toBe('seen-before');
    expect(await recordDelivery(directory, { ...delivery, payload: { issue: 2 } })).toBe('seen-before');
    expect(await recordDelivery(directory, { id: 'd-3', event: 'issues', payload: { issue: 3 } })).toBe('new');
  });

  test('that arrives many times at once is new exactly once', async () => {
    const delivery = { id: 'd-1', event: 'issues', payload: {} };

    const answers = await Promise.all(Array.from({ length: 20 }, () => recordDelivery(directory, delivery)));

    expect(answers.filter((answer) => answer === 'new')).toHaveLength(1);
  });

  test('whose id is a path stays in its folder', async () => {
    expect(await recordDelivery(directory, { id: '../../escape', event: 'issues', payload: {} })).toBe('new');
  });
});

describe('a run record', () => {
  test('keeps entries in order and commands with their output', async () => {
    const record = openRunRecord(directory, 'run-1');

    record.append('trajectory', { n: 1 });
    record.append('trajectory', { n: 2 });
    record.addCommand({
      purpose: 'proof',
      command: 'npm test',
      exit: { reason: 'exited', code: 1 },
      durationMs: 5,
      stdout: 'out',
      stderr: 'err',
    });
    await record.save('proof.json', { verdict: 'failed' });
    await record.flush();

    const lines = (await readFile(join(record.directory, 'trajectory.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).n)).toEqual([1, 2]);
    const command = JSON.parse(await readFile(join(record.directory, 'commands.jsonl'), 'utf8'));
    expect(command).toMatchObject({ command: 'npm test', exit: { reason: 'exited', code: 1 } });
    expect(await readFile(join(record.directory, command.stdout), 'utf8')).toBe('out');
    expect(await readFile(join(record.directory, command.stderr), 'utf8')).toBe('err');
  });

  test('says so when something could not be written', async () => {
    const record = openRunRecord(directory, 'run-1');
    await record.flush();
    await rm(record.directory, { recursive: true });

    record.append('egress', { host: 'a.example' });

    await expect(record.flush()).rejects.toThrow(/ENOENT/);
  });

  test('has an id that sorts by time', () => {
    expect(newRunId(new Date('2026-11-23T15:19:00.123Z'))).toMatch(/^20261123-151900-[0-9a-f]{8}$/);
  });
});
