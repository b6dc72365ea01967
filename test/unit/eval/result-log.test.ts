import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openResultLog } from '../../../src/eval/result-log.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { someResult } from './some-result.ts';

test('what was appended is found by the next one who opens it', async () => {
  await using folder = await temporaryDirectory();
  const file = join(folder.path, 'results.jsonl');
  const result = someResult({ outcome: 'wrong-fix', resolved: false });
  await (await openResultLog(file)).append(result);

  const log = await openResultLog(file);

  expect(log.find(result)).toEqual(result);
  expect(log.size).toBe(1);
});

test.for([
  ['task', { task: 'other' }],
  ['harness', { harness: 'bash-only' as const }],
  ['model', { model: 'other' }],
  ['attempt', { attempt: 2 }],
  ['digest', { digest: 'other' }],
] as const)('a trial that differs in its %s is another one', async ([, different]) => {
  await using folder = await temporaryDirectory();
  const log = await openResultLog(join(folder.path, 'results.jsonl'));
  await log.append(someResult());

  expect(log.find(someResult())).not.toBeNull();
  expect(log.find(someResult(different))).toBeNull();
});

test('of two results of a trial the newer one counts', async () => {
  await using folder = await temporaryDirectory();
  const file = join(folder.path, 'results.jsonl');
  const log = await openResultLog(file);
  await log.append(someResult({ outcome: 'failed-model' }));
  await log.append(someResult({ outcome: 'resolved' }));

  expect((await openResultLog(file)).find(someResult())?.outcome).toBe('resolved');
});

test('a last line that was cut in the middle is removed, and the next result begins a line', async () => {
  await using folder = await temporaryDirectory();
  const file = join(folder.path, 'results.jsonl');
  await (await openResultLog(file)).append(someResult());
  await appendFile(file, JSON.stringify(someResult({ attempt: 2 })).slice(0, 40));

  const log = await openResultLog(file);
  await log.append(someResult({ attempt: 3 }));

  expect(log.size).toBe(2);
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(3);
  expect((await openResultLog(file)).find(someResult({ attempt: 3 }))).not.toBeNull();
});

test('a line in the middle that makes no sense is a fault that says which', async () => {
  await using folder = await temporaryDirectory();
  const file = join(folder.path, 'results.jsonl');
  await writeFile(file, `${JSON.stringify(someResult())}\n{"task":1}\n`);

  await expect(openResultLog(file)).rejects.toThrow('results.jsonl, line 2 is not a result');
});
