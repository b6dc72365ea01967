import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { waitUntil } from './wait-until.ts';

const ordinary = { timeoutMs: 30_000 };
const never = new AbortController().signal;

/** From `create` to `destroy`. */
export function lifecycleLaws(law: Law, world: ContractWorld): void {
  law('a new sandbox is ready for its first command, and says what it is', async () => {
    const before = Date.now() - 60_000;
    await using sandbox = await world.create({ labels: { colour: 'teal' } });

    const info = await sandbox.info();

    assert.equal((await sandbox.exec('echo ready', ordinary)).stdout, 'ready\n');
    assert.deepEqual([info.id, info.state, info.expiresAt], [sandbox.id, 'running', null]);
    assert.ok(info.origin === 'pool' || info.origin === 'cold');
    assert.equal(info.image, world.spec().image);
    assert.equal(info.labels['colour'], 'teal');
    assert.ok(info.createdAt.getTime() > before && info.lastUsedAt.getTime() >= info.createdAt.getTime());
    assert.ok(world.capabilities.runtimes.some(({ runtime, accepted }) => accepted && runtime === info.runtime));
  });

  law('a sandbox is gone after `await using`', async () => {
    let id = '';
    {
      await using sandbox = await world.create();
      ({ id } = sandbox);
      assert.ok((await world.infos()).some((info) => info.id === id));
    }

    await isGone(world, id);
  });

  law('a creation that is aborted leaves nothing', async () => {
    const before = (await world.infos()).length;
    const limits = [0, 1, 5, 20, 60, 120, 250].map((ms) => AbortSignal.timeout(ms));
    const early = [AbortSignal.abort(new Error('not wanted')), ...limits];

    for (const signal of early) {
      await world.provider.create(world.spec(), signal).then(
        (sandbox) => sandbox.destroy(),
        (error: unknown) => assert.equal(error, signal.reason),
      );
    }

    assert.equal((await world.infos()).length, before);
  });

  law('connect finds a sandbox by its id, with the files it has', async () => {
    await using sandbox = await world.create();
    await sandbox.files.write('note', 'found');

    const found = await world.provider.connect(sandbox.id, never);

    assert.equal(found.id, sandbox.id);
    assert.equal((await found.exec('cat note', ordinary)).stdout, 'found');
  });

  law('connect changes no expiry', async () => {
    await using sandbox = await world.create();
    const at = new Date(Date.now() + 3_600_000);
    await sandbox.setExpiry(at);

    const found = await world.provider.connect(sandbox.id, never);

    assert.deepEqual((await found.info()).expiresAt, at);
  });

  law('connect to what does not exist says `gone`, whatever the id looks like', async () => {
    for (const id of [randomUUID(), '', '.', '../..', '/etc/passwd', 'a'.repeat(5000), 'x\0y', 'x\ny', '%2e%2e']) {
      await assertFault(() => world.provider.connect(id, never), { code: 'gone', ran: 'no' });
    }
  });

  law('destroying what does not exist is done already, whatever the id looks like', async () => {
    for (const id of [randomUUID(), '', '.', '../..', '/etc/passwd', 'a'.repeat(5000), 'x\0y']) {
      await world.provider.destroy(id);
    }
  });

  law('a sandbox is destroyed once, however often, from wherever and at the same time it is asked', async () => {
    const sandbox = await world.create();
    const again = await world.provider.connect(sandbox.id, never);

    await Promise.all([sandbox.destroy(), sandbox.destroy(), again.destroy(), world.provider.destroy(sandbox.id)]);
    await sandbox.destroy();
    await world.provider.destroy(sandbox.id);

    await isGone(world, sandbox.id);
  });

  law('what runs in a destroyed sandbox ends with `lost`', async () => {
    const sandbox = await world.create();
    const process = await sandbox.spawn(['sleep', '60'], { timeoutMs: 60_000 });

    await sandbox.destroy();

    assert.deepEqual(await process.exit, { reason: 'lost' });
  });

  law('a list has every sandbox with the labels that are asked for, and no other', async () => {
    const run = randomUUID();
    await using first = await world.create({ labels: { run, part: '1' } });
    await using second = await world.create({ labels: { run, part: '2' } });
    const ids = async (labels: Record<string, string>) =>
      (await Array.fromAsync(world.provider.list({ labels }))).map(({ id }) => id).toSorted();

    assert.deepEqual(await ids({ run }), [first.id, second.id].toSorted());
    assert.deepEqual(await ids({ run, part: '2' }), [second.id]);
    assert.deepEqual(await ids({ run: 'another' }), []);
    const all = await Array.fromAsync(world.provider.list());
    assert.deepEqual(
      all.find(({ id }) => id === first.id),
      await first.info(),
    );
  });

  law('an expired sandbox is destroyed, and one without expiry is not', async () => {
    const [expiring, spared] = await Promise.all([world.create(), world.create()]);
    await spared.setExpiry(new Date(Date.now() + 1000));
    await spared.setExpiry(null);

    await expiring.setExpiry(new Date(Date.now() + 1000));

    await waitUntil('the expired sandbox was destroyed', async () => !(await exists(world, expiring.id)), 50_000);
    assert.equal((await spared.info()).expiresAt, null);
    await spared.destroy();
  });

  law('an expiry that is no date is invalid', async () => {
    await assertFault(() => world.sandbox.setExpiry(new Date(Number.NaN)), { code: 'invalid', ran: 'no' });
  });

  law('sandboxes stay when the provider is disposed, and the next one finds them', async () => {
    await using sandbox = await world.create({ labels: { kept: 'yes' } });
    await sandbox.files.write('note', 'still here');
    const before = await sandbox.info();

    await world.reopen();
    const found = await world.provider.connect(sandbox.id, never);

    const after = await found.info();
    assert.deepEqual([after.labels, after.createdAt, after.state], [before.labels, before.createdAt, 'running']);
    assert.equal((await found.exec('cat note', ordinary)).stdout, 'still here');
    await found.destroy();
  });

  law('the restricted view can work in the box and has no way to end or change it', async () => {
    const view = world.sandbox.restricted();

    assert.deepEqual(Object.keys(view).toSorted(), ['attach', 'cwd', 'exec', 'files', 'spawn']);
    for (const method of ['destroy', 'pause', 'fork', 'setNetwork', Symbol.asyncDispose]) {
      assert.equal(Reflect.get(view, method), undefined);
    }
    assert.equal((await view.exec('pwd', ordinary)).stdout, `${view.cwd}\n`);
    await view.files.write('by-view', 'x');
    const process = await view.spawn(['cat', 'by-view'], ordinary);
    assert.deepEqual(await (await view.attach(process.id)).exit, { reason: 'exited', code: 0 });
  });
}

async function exists(world: ContractWorld, id: string): Promise<boolean> {
  return (await world.infos()).some((info) => info.id === id);
}

async function isGone(world: ContractWorld, id: string): Promise<void> {
  assert.equal(await exists(world, id), false);
  await assertFault(() => world.provider.connect(id, never), { code: 'gone', ran: 'no' });
}
