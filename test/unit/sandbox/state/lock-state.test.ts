import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockState } from '../../../../src/sandbox/state/lock-state.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

test('a state directory has one holder at a time, who is named', async () => {
  await using directory = await temporaryDirectory();
  await using _lock = await lockState(directory.path);

  await expect(lockState(directory.path)).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'conflict',
    message: expect.stringContaining(`process ${process.pid}`),
  });
});

test('it can be taken again once it was given back', async () => {
  await using directory = await temporaryDirectory();
  await (await lockState(directory.path))[Symbol.asyncDispose]();

  await using lock = await lockState(directory.path);

  expect(lock).toBeDefined();
});

test.for([
  ['a process that is gone', '999999999 17'],
  ['an earlier process of a number that is used again', `${process.pid} 17`],
  ['nobody that could be understood', 'x'],
] as const)('the lock of %s counts for nothing', async ([, text]) => {
  await using directory = await temporaryDirectory();
  await writeFile(join(directory.path, 'lock'), text);

  await using lock = await lockState(directory.path);

  expect(lock).toBeDefined();
});
