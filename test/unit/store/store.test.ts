import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDirectory } from '../../../src/store/lock-directory.ts';
import { openRequestLog, type RequestLog } from '../../../src/store/request-log.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandpiper-store-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('the request log', () => {
  const delivery = { id: 'd-1', event: 'issues', payload: { issue: 1 } };
  const keysOf = async (log: RequestLog, state: 'waiting' | 'running') =>
    (await log.unfinished(state)).map(({ key }) => key);

  test('takes a body once, also under another id and after its run has begun or ended', async () => {
    const log = await openRequestLog(directory);
    const key = (await log.accept(delivery)) ?? '';

    expect(await log.accept({ ...delivery, id: 'd-2' })).toBeNull();
    await log.start(key);
    expect(await log.accept(delivery)).toBeNull();
    await log.end(key);
    expect(await log.accept(delivery)).toBeNull();
    expect(await log.accept({ ...delivery, payload: { issue: 2 } })).not.toBeNull();
  });

  test('takes a body that arrives many times at once exactly once', async () => {
    const log = await openRequestLog(directory);

    const keys = await Promise.all(Array.from({ length: 20 }, () => log.accept(delivery)));

    expect(keys.filter((key) => key !== null)).toHaveLength(1);
  });

  test('tells the next process what was waiting and what was interrupted, and forgets what has ended', async () => {
    const log = await openRequestLog(directory);
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(async (issue) => (await log.accept({ ...delivery, payload: { issue } })) ?? ''),
    );
    await log.start(second ?? '');
    await log.end(third ?? '');

    const next = await openRequestLog(directory);

    expect(await keysOf(next, 'waiting')).toEqual([first]);
    expect(await keysOf(next, 'running')).toEqual([second]);
    expect((await next.unfinished('running'))[0]?.delivery.payload).toEqual({ issue: 2 });
  });

  test('leaves nothing behind of a delivery that could not be written, so that it can be sent again', async () => {
    const log = await openRequestLog(directory);
    await rm(join(directory, 'requests/arriving'), { recursive: true });

    await expect(log.accept(delivery)).rejects.toThrow(/ENOENT/);
    const next = await openRequestLog(directory);

    expect(await next.accept(delivery)).not.toBeNull();
  });
});

describe('a data directory', () => {
  test('is served by one process at a time, and a lock whose process is gone counts for nothing', async () => {
    await writeFile(join(directory, 'server.pid'), '1');
    await expect(lockDirectory(directory)).rejects.toThrow(/Another Sandpiper, process 1,/);

    await writeFile(join(directory, 'server.pid'), '999999999');
    await using _lock = await lockDirectory(directory);

    expect(await readFile(join(directory, 'server.pid'), 'utf8')).toBe(String(process.pid));
  });
});
