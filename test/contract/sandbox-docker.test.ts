import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';

const never = new AbortController().signal;
const second = { timeoutMs: 20_000 };

let sandboxes: DockerSandboxesForTests;

beforeAll(async () => {
  sandboxes = await dockerSandboxesForTests();
});

afterAll(() => sandboxes[Symbol.asyncDispose]());

test('leaves nothing behind after `await using`', async () => {
  {
    await using sandbox = await create();
    expect(await left()).toEqual([sandbox.id, sandbox.id]);
  }

  expect(await left()).toEqual([]);
});

test('is destroyed once, however often and from wherever it is asked', async () => {
  const sandbox = await create();

  await Promise.all([sandbox.destroy(), sandbox.destroy()]);
  await sandbox.destroy();

  expect(await left()).toEqual([]);
});

test('ends what runs in it with `lost`, and refuses to start more', async () => {
  const sandbox = await create();
  const process = await sandbox.spawn(['sleep', '60'], { timeoutMs: 60_000 });

  await sandbox.destroy();

  expect(await process.exit).toEqual({ reason: 'lost' });
  await expect(sandbox.exec('true', second)).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
});

test('notices when its container is killed by someone else', async () => {
  await using sandbox = await create();
  const process = await sandbox.spawn(['sleep', '60'], { timeoutMs: 60_000 });

  await sandboxes.docker.getContainer(sandbox.id).kill();

  expect(await process.exit).toEqual({ reason: 'lost' });
});

test('gives tools a view that cannot end it', async () => {
  await using sandbox = await create();

  const view = sandbox.restricted();

  expect(Object.keys(view).sort()).toEqual(['cwd', 'exec', 'files', 'spawn']);
  expect((await view.exec('echo hello', second)).stdout).toBe('hello\n');
});

test('lets a second box read the workspace of a living one, and write nothing', async () => {
  await using author = await create();
  await author.files.write('work.txt', 'done');

  await using reader = await create({ workspace: { kind: 'read-only', of: author.id } });

  expect((await reader.exec('cat work.txt', second)).stdout).toBe('done');
  for (const attack of ['touch mine', 'rm work.txt', 'echo x >> work.txt', 'mount -o remount,rw /workspace']) {
    expect(await reader.exec(attack, second)).toMatchObject({ ok: false });
  }
  expect((await author.exec('ls; cat work.txt', second)).stdout).toBe('work.txt\ndone');
});

test('keeps the workspace until the last of its boxes is gone', async () => {
  const author = await create();
  const reader = await create({ workspace: { kind: 'read-only', of: author.id } });
  await author.files.write('work.txt', 'done');

  await author.destroy();

  expect((await reader.exec('cat work.txt', second)).stdout).toBe('done');
  await reader.destroy();
  expect(await left()).toEqual([]);
});

test('stands still once it is frozen, and can be destroyed then', async () => {
  await using author = await create();
  await author.spawn(['bash', '-c', 'while sleep 0.01; do echo tick >> ticks; done'], { timeoutMs: 60_000 });
  await author.exec('until [ -s ticks ]; do sleep 0.01; done', second);

  await author.freeze();

  await using reader = await create({ workspace: { kind: 'read-only', of: author.id } });
  const before = await reader.exec('wc -c < ticks; sleep 0.3; wc -c < ticks', second);
  const [first, later] = before.stdout.trim().split('\n');
  expect(Number(first)).toBeGreaterThan(0);
  expect(later).toBe(first);
});

test('refuses to read the workspace of a box that is gone', async () => {
  const author = await create();
  await author.destroy();

  const reader = create({ workspace: { kind: 'read-only', of: author.id } });

  await expect(reader).rejects.toMatchObject({
    name: 'SandboxFault',
    ran: 'no',
    message: expect.stringContaining('gone'),
  });
});

test('says that there is no such image, and leaves nothing', async () => {
  const created = create({ image: 'sandpiper/no-such-image:1' });

  await expect(created).rejects.toMatchObject({
    name: 'SandboxFault',
    ran: 'no',
    message: expect.stringContaining('sandpiper/no-such-image:1'),
  });
  expect(await left()).toEqual([]);
});

test('shows what an image without the in-box agent said instead, and leaves nothing', async () => {
  await using image = await imageWithEntrypoint('echo "this is no agent" >&2');

  const created = create({ image: image.reference });

  await expect(created).rejects.toMatchObject({ ran: 'no', message: expect.stringContaining('this is no agent') });
  expect(await left()).toEqual([]);
});

test.for([0, 20, 60, 120, 200, 400])('leaves nothing when its creation is aborted after %i ms', async (ms) => {
  const created = sandboxes.provider.create(sandboxes.spec(), AbortSignal.timeout(ms)).then(
    (sandbox) => sandbox.destroy(),
    (error) => expect(error).toMatchObject({ name: 'TimeoutError' }),
  );

  await created;

  expect(await left()).toEqual([]);
});

test('finds what a crash left behind, of one run or of all', async () => {
  await create({ runId: 'crashed' });
  await create({ runId: 'crashed' });
  const living = await create({ runId: 'living' });

  await sandboxes.provider.removeLeftovers('crashed');

  expect(await left()).toEqual([living.id, living.id]);
  await sandboxes.provider.removeLeftovers();
  await sandboxes.provider.removeLeftovers();
  expect(await left()).toEqual([]);
});

test('leaves alone what belongs to another installation', async () => {
  await using others = await dockerSandboxesForTests();
  await using foreign = await others.provider.create(others.spec(), never);

  await sandboxes.provider.removeLeftovers();

  expect((await foreign.exec('echo alive', second)).stdout).toBe('alive\n');
});

function create(different: Parameters<DockerSandboxesForTests['spec']>[0] = {}): Promise<Sandbox> {
  return sandboxes.provider.create(sandboxes.spec(different), never);
}

/** The names of the containers and volumes of this installation. */
async function left(): Promise<readonly string[]> {
  const filters = { label: [`sandpiper.installation=${sandboxes.installation}`] };
  const containers = await sandboxes.docker.listContainers({ all: true, filters });
  const volumes = await sandboxes.docker.listVolumes({ filters });
  return [...containers.map(({ Names }) => Names[0]?.slice(1) ?? ''), ...volumes.Volumes.map(({ Name }) => Name)];
}

async function imageWithEntrypoint(script: string) {
  const { docker } = sandboxes;
  const reference = `sandpiper-test/${sandboxes.installation}:1`;
  const container = await docker.createContainer({ Image: sandboxes.spec().image, Entrypoint: ['bash', '-c', script] });
  await container.commit({ repo: reference.split(':')[0], tag: '1' });
  await container.remove();
  return { reference, [Symbol.asyncDispose]: () => docker.getImage(reference).remove() };
}
