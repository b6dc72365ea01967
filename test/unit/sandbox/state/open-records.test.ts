import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRecords } from '../../../../src/sandbox/state/open-records.ts';
import type { SandboxRecord } from '../../../../src/sandbox/state/sandbox-record.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

test('a record is found again as it was last written', async () => {
  await using directory = await temporaryDirectory();
  const records = await openRecords(depsIn(directory.path));
  await records.write(record);
  await records.write({ ...record, state: 'frozen', labels: { run: 'run-2' } });

  const { found } = await openRecords(depsIn(directory.path));

  expect(found).toEqual([{ ...record, state: 'frozen', labels: { run: 'run-2' } }]);
});

test('a record is on disk before anyone waits for it', async () => {
  await using directory = await temporaryDirectory();
  const records = await openRecords(depsIn(directory.path));

  const durable = records.write(record);

  expect(JSON.parse(await readFile(fileIn(directory.path), 'utf8'))).toEqual(record);
  await durable;
});

test('nobody else can read the secret in it', async () => {
  await using directory = await temporaryDirectory();
  const records = await openRecords(depsIn(directory.path));
  await records.write(record);

  const { mode } = await stat(fileIn(directory.path));

  expect(mode & 0o777).toBe(0o600);
});

test.for([
  ['that is cut short', '{"version":1,"id":"sandp'],
  ['of a later version', JSON.stringify({ ...someRecord(), version: 2 })],
  ['of another sandbox', JSON.stringify({ ...someRecord(), id: 'sandpiper-2' })],
  ['that is empty', ''],
] as const)('a record %s is set aside whole, with a warning', async ([, text]) => {
  await using directory = await temporaryDirectory();
  await (await openRecords(depsIn(directory.path))).write(record);
  await writeFile(fileIn(directory.path), text);
  const warnings: object[] = [];

  const { found, setAside } = await openRecords({
    ...depsIn(directory.path),
    log: { warn: (data) => warnings.push(data) },
  });

  expect(found).toEqual([]);
  expect(setAside).toEqual(new Set(['sandpiper-1']));
  expect(warnings).toEqual([expect.objectContaining({ sandbox: 'sandpiper-1' })]);
  const [kept = ''] = await readdir(join(directory.path, 'set-aside'));
  expect(await readFile(join(directory.path, 'set-aside', kept, 'record.json'), 'utf8')).toBe(text);
});

test('what was set aside once is still known to be there', async () => {
  await using directory = await temporaryDirectory();
  await (await openRecords(depsIn(directory.path))).write(record);
  await writeFile(fileIn(directory.path), '?');
  await openRecords(depsIn(directory.path));

  const { setAside } = await openRecords(depsIn(directory.path));

  expect(setAside).toEqual(new Set(['sandpiper-1']));
});

test('a sandbox whose first record was never written was never anybody’s', async () => {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, 'sandboxes', 'sandpiper-1'), { recursive: true });

  const { found, setAside } = await openRecords(depsIn(directory.path));

  expect({ found, aside: setAside.size, left: await readdir(join(directory.path, 'sandboxes')) }).toEqual({
    found: [],
    aside: 0,
    left: [],
  });
});

test('a write that fails says so and leaves the record as it was', async () => {
  await using directory = await temporaryDirectory();
  const records = await openRecords(depsIn(directory.path));
  await records.write(record);
  await mkdir(`${fileIn(directory.path)}.new`);

  await expect((async () => await records.write({ ...record, state: 'lost' }))()).rejects.toMatchObject({
    name: 'SandboxFault',
    ran: 'no',
  });
  expect(JSON.parse(await readFile(fileIn(directory.path), 'utf8'))).toEqual(record);
});

const depsIn = (directory: string) => ({ directory, now: () => 7, log: { warn: () => undefined } });
const fileIn = (directory: string) => join(directory, 'sandboxes', 'sandpiper-1', 'record.json');

const record = someRecord();

function someRecord(): SandboxRecord {
  return {
    version: 1,
    id: 'sandpiper-1',
    image: 'sandpiper/node:1',
    imageId: 'sha256:1',
    labels: { run: 'run-1' },
    env: {},
    limits: { cpus: 1, memoryMiB: 256, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 },
    idle: { freezeMs: 1000 },
    runtime: 'runc',
    isolation: 'container',
    storage: 'memory',
    workspaceOf: 'sandpiper-1',
    state: 'running',
    frozenBy: null,
    origin: 'cold',
    secret: 'a-secret',
    generation: 1,
    createdAt: 1,
    lastUsedAt: 2,
    expiresAt: null,
    commands: [{ processId: '1-1', argv: ['sleep', '9'], startedAt: 3 }],
    lostCommands: [],
    doomed: false,
  };
}
