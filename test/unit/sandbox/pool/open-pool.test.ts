import { describe, expect, test } from 'vitest';
import { openPool } from '../../../../src/sandbox/pool/open-pool.ts';
import type { Pool, PoolSettings } from '../../../../src/sandbox/pool/pool.ts';
import { type FakeBox, PoolWorld, settled, shapeOf, someSettings } from './pool-world.ts';

const shape = shapeOf('sha256:1');

function openedPool(different: Partial<PoolSettings> = {}) {
  const world = new PoolWorld();
  return { world, pool: openPool(world.deps, someSettings(different)) };
}

async function filledPool({ hot = 0, frozen = 0 }, different: Partial<PoolSettings> = {}) {
  const { world, pool } = openedPool({ maxBoxes: hot + frozen, refillsAtOnce: 4, ...different });
  pool.prepare(shape, { hot, frozen });
  await world.finishAll();
  expect(pool.stats()).toMatchObject({ hot, frozen, making: 0 });
  return { world, pool };
}

async function claimed(world: PoolWorld, pool: Pool<FakeBox>): Promise<FakeBox | null> {
  const claim = pool.claim(shape);
  await settled();
  for (const thaw of world.pending('thaw')) thaw.succeed();
  const box = await claim;
  if (box !== null) box.isGiven = true;
  return box;
}

describe('a claim', () => {
  test('of a shape never seen gives nothing, and makes one for the next', async () => {
    const { world, pool } = openedPool();

    expect(await claimed(world, pool)).toBeNull();
    await world.finishAll();

    expect(await claimed(world, pool)).toBe(world.boxes[0]);
    expect(pool.stats()).toMatchObject({ hits: 1, misses: 1, refills: 1 });
  });

  test('gives a hot box before any driver operation was begun', async () => {
    const { world, pool } = await filledPool({ hot: 1 });

    const box = await pool.claim(shape);

    expect(box).toBe(world.boxes[0]);
    expect(world.operations).toEqual([]);
  });

  test('never waits for a box that is being made', async () => {
    const { world, pool } = openedPool();
    await claimed(world, pool);
    await world.advance(0);

    expect(world.pending('make')).toHaveLength(1);
    expect(await claimed(world, pool)).toBeNull();
  });

  test('thaws a frozen one when no hot one is left', async () => {
    const { world, pool } = await filledPool({ hot: 1, frozen: 1 });

    const boxes = [await claimed(world, pool), await claimed(world, pool)];

    expect(boxes.map((box) => box?.state)).toEqual(['running', 'running']);
  });

  test('takes the next one when a box is dead or cannot be thawed', async () => {
    const { world, pool } = await filledPool({ hot: 1, frozen: 2 });
    const [hot] = world.boxes.filter(({ state }) => state === 'running');
    if (hot !== undefined) hot.isAlive = false;

    const claim = pool.claim(shape);
    await settled();
    world.pending('thaw')[0]?.fail();
    await settled();
    world.pending('thaw')[0]?.succeed();

    expect((await claim)?.state).toBe('running');
    expect(pool.stats().discarded).toBe(2);
  });

  test('gets no box of another shape', async () => {
    const { pool } = await filledPool({ hot: 2 });

    expect(await pool.claim(shapeOf('sha256:2'))).toBeNull();
  });

  test('begins the refill of its place soon, but leaves the claim to its first steps', async () => {
    const { world, pool } = await filledPool({ hot: 2 }, { refillAfterMs: 50 });

    await claimed(world, pool);
    await world.advance(30);
    await claimed(world, pool);
    await world.advance(19);
    const early = world.pending('make').length;
    await world.advance(1);

    expect([early, world.pending('make').length]).toEqual([0, 2]);
  });
});

describe('refills', () => {
  test('are never more at once than allowed', async () => {
    const { world, pool } = openedPool({ refillsAtOnce: 3, maxBoxes: 10 });
    pool.prepare(shape, { hot: 10, frozen: 0 });

    await world.advance(0);

    expect(world.pending('make')).toHaveLength(3);
  });

  test('that fail are tried again after a growing time, not before', async () => {
    const { world, pool } = openedPool({ refillsAtOnce: 1 });
    pool.prepare(shape, { hot: 1, frozen: 0 });
    await world.advance(0);

    const waits: number[] = [];
    for (let failure = 0; failure < 6; failure += 1) {
      world.pending('make')[0]?.fail();
      await settled();
      const failedAt = world.now;
      while (world.pending('make').length === 0) {
        await world.advance(1);
        for (const check of world.pending('isHealthy')) check.succeed();
      }
      waits.push(world.now - failedAt);
    }

    expect(waits).toEqual([1001, 2001, 4001, 8001, 8001, 8001]);
    expect(pool.stats().failures).toBe(6);
  });

  test('that take too long are told to end', async () => {
    const { world, pool } = openedPool({ makeTimeoutMs: 5000 });
    pool.prepare(shape, { hot: 1, frozen: 0 });
    await world.advance(0);

    const [make] = world.pending('make');
    await world.advance(4999);
    const before = make?.signal?.aborted;
    await world.advance(1);

    expect([before, make?.signal?.aborted]).toEqual([false, true]);
  });

  test('of one shape that always fail do not keep another one waiting', async () => {
    const { world, pool } = openedPool({ refillsAtOnce: 1 });
    const other = shapeOf('sha256:2');
    pool.prepare(shape, { hot: 1, frozen: 0 });
    pool.prepare(other, { hot: 1, frozen: 0 });
    await world.advance(0);

    world.pending('make')[0]?.fail();
    await settled();

    expect(world.pending('make').map((make) => make.shape)).toEqual([other]);
  });
});

describe('boxes that wait', () => {
  test('are disposed of when their link has ended, hot or frozen, and replaced', async () => {
    const { world, pool } = await filledPool({ hot: 1, frozen: 1 });
    for (const box of world.boxes) box.isAlive = false;

    await world.advance(10_000);
    await world.finishAll();

    expect(world.boxes.slice(0, 2).map(({ state }) => state)).toEqual(['disposed', 'disposed']);
    expect(pool.stats()).toMatchObject({ hot: 1, frozen: 1, discarded: 2 });
  });

  test('are disposed of when they do not answer in time', async () => {
    const { world, pool } = await filledPool({ hot: 2 });

    await world.advance(10_000);
    const [answered, silent] = world.pending('isHealthy');
    answered?.succeed();
    expect(silent).toBeDefined();
    await world.advance(1000);

    expect(world.pending('dispose')).toHaveLength(1);
    expect(pool.stats().hot).toBe(1);
  });

  test('can be claimed while they are being asked', async () => {
    const { world, pool } = await filledPool({ hot: 1 });
    await world.advance(10_000);

    const box = await claimed(world, pool);
    world.pending('isHealthy')[0]?.fail();
    await settled();

    expect(box?.state).toBe('running');
    expect(world.broken).toEqual([]);
  });

  test('are replaced one after the other when they are old', async () => {
    const { world, pool } = await filledPool({ hot: 3 }, { maxAgeMs: 5000 });

    await world.advance(10_000);
    await settled();

    expect(world.pending('dispose')).toHaveLength(1);
    expect(pool.stats().hot).toBe(2);
  });

  test('are disposed of when their shape is out of demand', async () => {
    const { world, pool } = openedPool();
    await claimed(world, pool);
    await world.finishAll();

    for (let second = 0; second < 80; second += 1) {
      await world.advance(1000);
      await world.finishAll();
    }

    expect(world.poolBoxes).toBe(0);
    expect(pool.stats().shapes).toEqual([]);
  });

  test('say what they cost', async () => {
    const { world, pool } = await filledPool({ hot: 2, frozen: 1 });
    const [unknown] = world.boxes;
    if (unknown !== undefined) unknown.isAlive = false;

    expect(await pool.cost()).toEqual({ boxes: 3, untold: 1, memoryBytes: 2000, cpuMs: 2 });
  });
});

describe('a pool that is closed', () => {
  test('has disposed of everything that was not given out, and has no timer left', async () => {
    const { world, pool } = await filledPool({ hot: 2, frozen: 2 });
    const given = await claimed(world, pool);

    const closed = pool.close();
    await world.finishAll();
    await closed;

    expect(world.boxes.filter(({ state }) => state !== 'disposed')).toEqual([given]);
    expect(world.timers).toBe(0);
  });

  test('aborts what is being made, and disposes of a box that came all the same', async () => {
    const { world, pool } = openedPool();
    pool.prepare(shape, { hot: 1, frozen: 0 });
    await world.advance(0);

    const closed = pool.close();
    const [make] = world.pending('make');
    const wasAborted = make?.signal?.aborted;
    await world.finishAll();
    await closed;

    expect(wasAborted).toBe(true);
    expect(world.boxes.map(({ state }) => state)).toEqual(['disposed']);
  });

  test('gives nothing any more, and can be closed again', async () => {
    const { world, pool } = await filledPool({ hot: 1 });
    const closed = pool.close();
    await world.finishAll();
    await closed;

    await pool.close();
    pool.prepare(shape, { hot: 1, frozen: 0 });
    await world.finishAll();

    expect(await pool.claim(shape)).toBeNull();
    expect(world.boxes).toHaveLength(1);
  });
});
