import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPause, removePause, writePause } from '../../../src/store/pause-file.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

test('a pause counts until it is taken back', async () => {
  await using directory = await temporaryDirectory();
  const data = join(directory.path, 'not-there-yet');

  expect(await readPause(data)).toBeNull();
  await writePause(data, { stopsRuns: true });
  expect(await readPause(data)).toEqual({ stopsRuns: true });
  await writePause(data, { stopsRuns: false });
  expect(await readPause(data)).toEqual({ stopsRuns: false });
  await removePause(data);
  await removePause(data);
  expect(await readPause(data)).toBeNull();
});

test('a file that says nothing clear is a pause', async () => {
  await using directory = await temporaryDirectory();
  await writeFile(join(directory.path, 'paused.json'), '');

  expect(await readPause(directory.path)).toEqual({ stopsRuns: false });
});
