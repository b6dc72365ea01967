import { appendFile, copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDeliveryLog } from '../../../src/store/delivery-log.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const delivery = { id: 'd-1', name: 'issues', payload: { issue: 1 } };

test('a body is taken once, also under another id, and an id once, also with another body', async () => {
  await using directory = await temporaryDirectory();
  const log = await openDeliveryLog(directory.path);
  const key = (await log.take(delivery)) ?? '';

  expect(await log.take({ ...delivery, id: 'd-2' })).toBeNull();
  expect(await log.take({ ...delivery, payload: { issue: 2 } })).toBeNull();
  expect(await log.take({ ...delivery, id: 'd-3', payload: { issue: 3 } })).not.toBeNull();
  await log.end(key);
  expect(await log.take({ ...delivery, id: 'd-4' })).toBeNull();
});

test('a body that arrives many times at once is taken exactly once', async () => {
  await using directory = await temporaryDirectory();
  const log = await openDeliveryLog(directory.path);

  const keys = await Promise.all(Array.from({ length: 20 }, (_, n) => log.take({ ...delivery, id: `d-${n}` })));

  expect(keys.filter((key) => key !== null)).toHaveLength(1);
  expect(await readdir(join(directory.path, 'deliveries/taken'))).toHaveLength(1);
});

test('the next process knows what was taken, and finds what was not carried out', async () => {
  await using directory = await temporaryDirectory();
  const log = await openDeliveryLog(directory.path);
  const [done, , left] = [
    await log.take(delivery),
    await log.take({ ...delivery, id: 'd-2', payload: { issue: 2 } }),
    await log.take({ ...delivery, id: 'd-3', payload: { issue: 3 } }),
  ];
  await log.end(done ?? '');

  const next = await openDeliveryLog(directory.path);

  expect((await next.unfinished()).map((one) => one.delivery)).toMatchObject([{ id: 'd-2' }, { id: 'd-3' }]);
  expect((await next.unfinished()).at(-1)?.key).toBe(left);
  for (const n of [1, 2, 3])
    expect(await next.take({ id: `e-${n}`, name: 'issues', payload: { issue: n } })).toBeNull();
});

test('a crash between the two steps of the end counts as the end, and half a line takes no other with it', async () => {
  await using directory = await temporaryDirectory();
  const at = (path: string) => join(directory.path, 'deliveries', path);
  const log = await openDeliveryLog(directory.path);
  const first = (await log.take(delivery)) ?? '';
  const [name = ''] = await readdir(at('taken'));
  await copyFile(at(`taken/${name}`), at('kept'));
  await log.end(first);
  await copyFile(at('kept'), at(`taken/${name}`));
  await appendFile(at('carried-out'), 'abcdef');
  const second = (await log.take({ ...delivery, id: 'd-2', payload: { issue: 2 } })) ?? '';
  await log.end(second);

  const next = await openDeliveryLog(directory.path);

  expect(await next.unfinished()).toEqual([]);
  expect(await next.take({ ...delivery, id: 'd-9' })).toBeNull();
  expect(await next.take({ ...delivery, id: 'd-9', payload: { issue: 2 } })).toBeNull();
});

test('nothing is left of a delivery that could not be written, so that it can be sent again', async () => {
  await using directory = await temporaryDirectory();
  const log = await openDeliveryLog(directory.path);
  await rm(join(directory.path, 'deliveries/arriving'), { recursive: true });

  const both = await Promise.allSettled([log.take(delivery), log.take(delivery)]);
  const next = await openDeliveryLog(directory.path);

  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await next.take(delivery)).not.toBeNull();
});

test('what is no JSON any more is put aside, and nothing else is lost', async () => {
  await using directory = await temporaryDirectory();
  const log = await openDeliveryLog(directory.path);
  await log.take(delivery);
  const [name = ''] = await readdir(join(directory.path, 'deliveries/taken'));
  await writeFile(join(directory.path, 'deliveries/taken', name), '');
  await log.take({ ...delivery, id: 'd-2', payload: { issue: 2 } });

  const next = await openDeliveryLog(directory.path);
  const [damaged, whole] = await next.unfinished();
  await next.setAside(damaged?.key ?? '');

  expect(damaged?.delivery).toBeNull();
  expect(whole?.delivery).toMatchObject({ id: 'd-2' });
  expect(await readdir(join(directory.path, 'deliveries/damaged'))).toEqual([name]);
});
