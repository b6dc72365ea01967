import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { leaveInInbox, openRunInbox, StopAsked } from '../../../src/store/run-inbox.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const never = new AbortController().signal;

test('what is said is taken once, in the order it was said', async () => {
  await using home = await temporaryDirectory();
  await using inbox = await openRunInbox(home.path);

  await leaveInInbox(home.path, { kind: 'message', author: 'mona', text: 'Look at sum.ts' }, never);
  await leaveInInbox(home.path, { kind: 'message', author: 'mona', text: 'Not at add.ts' }, never);

  expect(inbox.take()).toEqual([
    { author: 'mona', text: 'Look at sum.ts' },
    { author: 'mona', text: 'Not at add.ts' },
  ]);
  expect(inbox.take()).toEqual([]);
  expect(inbox.stop.aborted).toBe(false);
});

test('the wish to stop aborts the run and says whose it is', async () => {
  await using home = await temporaryDirectory();
  await using inbox = await openRunInbox(home.path);

  await leaveInInbox(home.path, { kind: 'stop', author: 'mona' }, never);

  expect(inbox.stop.reason).toEqual(new StopAsked('mona'));
});

test('a run that is over has no inbox, and whoever writes to it is told', async () => {
  await using home = await temporaryDirectory();
  {
    await using _inbox = await openRunInbox(home.path);
  }

  const leaving = leaveInInbox(home.path, { kind: 'stop', author: 'mona' }, never);

  await expect(leaving).rejects.toThrow('No run is going on');
  expect(await readdir(home.path)).toEqual([]);
});

test('a message that is too long is refused before it is left', async () => {
  await using home = await temporaryDirectory();
  await using inbox = await openRunInbox(home.path);

  const leaving = leaveInInbox(home.path, { kind: 'message', author: 'mona', text: 'x'.repeat(20_000) }, never);

  await expect(leaving).rejects.toThrow('longer than');
  expect(inbox.take()).toEqual([]);
});

test('what cannot be read is put aside, and what comes after it is still delivered', async () => {
  await using home = await temporaryDirectory();
  await mkdir(join(home.path, 'inbox'));
  await writeFile(join(home.path, 'inbox', '0.json'), 'nonsense');
  await writeFile(join(home.path, 'inbox', '1.json'), '{"kind":"message","author":"mona","text":"Hello"}');

  await using inbox = await openRunInbox(home.path);

  await vi.waitFor(async () => expect(await readdir(join(home.path, 'inbox'))).toEqual([]));
  expect(inbox.take()).toEqual([{ author: 'mona', text: 'Hello' }]);
});
