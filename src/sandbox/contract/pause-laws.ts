import assert from 'node:assert/strict';
import type { Available, PauseDepth, Sandbox, SandboxState } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { OutputReader } from './output-reader.ts';
import { waitUntil } from './wait-until.ts';
import { worksOrUnsupported } from './works-or-unsupported.ts';

const ordinary = { timeoutMs: 30_000 };
const never = new AbortController().signal;

const states: Readonly<Record<PauseDepth, SandboxState>> = {
  soft: 'soft',
  freeze: 'frozen',
  hibernate: 'hibernated',
  archive: 'archived',
};
const depths: readonly PauseDepth[] = ['soft', 'freeze', 'hibernate', 'archive'];
const shallow: readonly PauseDepth[] = ['soft', 'freeze'];
const deep: readonly PauseDepth[] = ['hibernate', 'archive'];

/** `Sandbox.pause`, `resume`, and the idle policy. */
export function pauseLaws(law: Law, world: ContractWorld): void {
  for (const depth of depths) {
    law(`${depth}: looking wakes nothing, and the next use does, with every file in place`, async () => {
      await worksOrUnsupported(availability(world, depth), async () => {
        await using sandbox = await world.create();
        await sandbox.files.write('kept/file', 'as it was', { mode: 0o750 });

        await sandbox.pause(depth);
        await assertPaused(world, sandbox, depth);

        assert.equal((await sandbox.exec('cat kept/file; stat -c %a kept/file', ordinary)).stdout, 'as it was750\n');
        assert.equal((await sandbox.info()).state, 'running');
      });
    });

    law(`${depth}: files wake it too, resume is harmless twice, and it can pause again and again`, async () => {
      await worksOrUnsupported(availability(world, depth), async () => {
        await using sandbox = await world.create();

        for (const round of ['1', '2', '3']) {
          await sandbox.files.write(`round-${round}`, round);
          await sandbox.pause(depth);
          await sandbox.pause(depth);
          assert.equal((await sandbox.info()).state, states[depth]);
          assert.equal((await sandbox.files.stat(`round-${round}`))?.size, 1);
          await sandbox.resume();
          await sandbox.resume();
        }

        assert.equal((await sandbox.exec('cat round-*', ordinary)).stdout, '123');
      });
    });

    law(`${depth}: it can be destroyed while it is paused`, async () => {
      await worksOrUnsupported(availability(world, depth), async () => {
        await using sandbox = await world.create();
        await sandbox.pause(depth);

        await world.provider.destroy(sandbox.id);

        assert.ok(!(await world.infos()).some(({ id }) => id === sandbox.id));
        await assertFault(() => sandbox.exec('true', ordinary), { code: 'gone', ran: 'no' });
      });
    });

    law(`${depth}: the next process finds it paused, and wakes it by using it`, async () => {
      await worksOrUnsupported(availability(world, depth), async () => {
        await using sandbox = await world.create();
        await sandbox.files.write('kept', 'as it was');
        await sandbox.pause(depth);

        await world.reopen();
        const found = await world.provider.connect(sandbox.id, never);
        await using _ = { [Symbol.asyncDispose]: () => found.destroy() };

        assert.equal((await found.info()).state, states[depth]);
        assert.equal((await found.exec('cat kept', ordinary)).stdout, 'as it was');
      });
    });
  }

  for (const depth of shallow) {
    law(`${depth}: processes stand still, and go on where they were`, async () => {
      await worksOrUnsupported(availability(world, depth), async () => {
        await using sandbox = await world.create();
        const process = await sandbox.spawn(['python3', '-uc', longestGap], { ...ordinary, stdin: 'open' });
        const output = new OutputReader(process.stdout);
        await output.until('up\n');

        await sandbox.pause(depth);
        await new Promise((resolve) => setTimeout(resolve, 1500));
        await sandbox.resume();
        await process.write(null);

        const gap = /gap (\d+)/.exec(await output.rest())?.[1];
        assert.ok(Number(gap) >= 1000, `it never stood still for longer than ${gap} ms`);
        assert.deepEqual(await process.exit, { reason: 'exited', code: 0 });
      });
    });
  }

  for (const depth of deep) {
    law(`${depth}: processes end, and are reported as lost`, async () => {
      await worksOrUnsupported(availability(world, depth), async () => {
        await using sandbox = await world.create();
        const process = await sandbox.spawn(['sleep', '60'], { timeoutMs: 60_000 });

        await sandbox.pause(depth);

        assert.deepEqual(await process.exit, { reason: 'lost' });
        assert.equal((await sandbox.exec('pgrep -x sleep || echo none', ordinary)).stdout, 'none\n');
      });
    });
  }

  law('a paused sandbox can pause deeper', async () => {
    await using sandbox = await world.create();
    await sandbox.files.write('kept', 'as it was');

    for (const depth of depths.filter((each) => availability(world, each).available)) {
      await sandbox.pause(depth);
      assert.equal((await sandbox.info()).state, states[depth]);
    }

    assert.equal((await sandbox.exec('cat kept', ordinary)).stdout, 'as it was');
  });

  law('a refused pause leaves the sandbox running', async () => {
    await using sandbox = await world.create({ workspace: { kind: 'new', storage: 'memory' } });
    await sandbox.files.write('kept', 'as it was');

    for (const depth of deep) await assertFault(() => sandbox.pause(depth), { code: 'unsupported', ran: 'no' });

    assert.equal((await sandbox.info()).state, 'running');
    assert.equal((await sandbox.exec('cat kept', ordinary)).stdout, 'as it was');
  });

  law('pauses, uses and resumes at the same time end in a sandbox that works', async () => {
    await using sandbox = await world.create();
    const depth = world.capabilities.freeze.available ? 'freeze' : 'soft';

    const rounds = Array.from({ length: 8 }, (_, index) =>
      Promise.all([sandbox.pause(depth), sandbox.exec(`echo ${index}`, ordinary), sandbox.resume()]),
    );

    const results = await Promise.all(rounds);
    assert.deepEqual(
      results.map(([, { stdout }]) => stdout),
      rounds.map((_, index) => `${index}\n`),
    );
  });

  law('a sandbox that nobody uses goes down step by step, and one that is used does not', async () => {
    const step = world.capabilities.freeze.available ? { freezeMs: 1000 } : {};
    const [freezing, dying, busy] = await Promise.all([
      world.create({ idle: step }),
      world.create({ idle: { ...step, destroyMs: 2000 } }),
      world.create({ idle: { destroyMs: 45_000 } }),
    ]);

    await waitUntil(
      'the unused sandboxes were frozen and destroyed',
      async () => {
        await busy.exec('true', ordinary);
        const found = new Map((await world.infos()).map(({ id, state }) => [id, state]));
        return !found.has(dying.id) && (found.get(freezing.id) === 'frozen' || !('freezeMs' in step));
      },
      50_000,
    );

    assert.equal((await busy.exec('echo used', ordinary)).stdout, 'used\n');
    assert.equal((await freezing.exec('echo awake', ordinary)).stdout, 'awake\n');
    await Promise.all([freezing.destroy(), busy.destroy()]);
  });
}

function availability(world: ContractWorld, depth: PauseDepth): Available {
  if (depth === 'soft') return { available: true };
  return depth === 'freeze' ? world.capabilities.freeze : world.keepsDisk();
}

/** Neither its own information, nor the list, nor finding it by its id wakes it. */
async function assertPaused(world: ContractWorld, sandbox: Sandbox, depth: PauseDepth): Promise<void> {
  const found = await world.provider.connect(sandbox.id, never);
  const listed = (await world.infos()).find(({ id }) => id === sandbox.id);
  const seen = [(await sandbox.info()).state, listed?.state, (await found.info()).state];
  assert.deepEqual(seen, [states[depth], states[depth], states[depth]]);
}

/** Looks at the clock all the time, and says at the end of its input how long it once could not. */
const longestGap = `
import select, sys, time
print('up')
last, gap = time.monotonic(), 0
while not select.select([sys.stdin], [], [], 0.01)[0]:
    now = time.monotonic()
    gap, last = max(gap, now - last), now
gap = max(gap, time.monotonic() - last)
print('gap', round(gap * 1000))
`;
