import { expect, test } from 'vitest';
import { openPool } from '../../../../src/sandbox/pool/open-pool.ts';
import type { PoolSettings } from '../../../../src/sandbox/pool/pool.ts';
import { randomNumbers } from '../box/random-numbers.ts';
import { type FakeBox, PoolWorld, settled, shapeOf, someSettings } from './pool-world.ts';

const shapes = [shapeOf('sha256:1'), shapeOf('sha256:2'), shapeOf('sha256:3')];

/** Does at random what can happen to a pool, in any order, and gives what of its promises was broken. */
async function live(seed: number) {
  const random = randomNumbers(seed);
  const below = (limit: number) => random() % limit;
  const settings: PoolSettings = someSettings({
    maxBoxes: below(8),
    atMost: { hot: 1 + below(4), frozen: below(4) },
    refillsAtOnce: 1 + below(3),
    refillAfterMs: below(2) * 50,
    maxAgeMs: 5000 + below(30_000),
    idleShapeMs: 5000 + below(30_000),
  });
  const world = new PoolWorld();
  const pool = openPool(world.deps, settings);
  const claims: Promise<void>[] = [];
  const given: FakeBox[] = [];
  const take = (box: FakeBox | null) => {
    if (box === null) return;
    if (box.isGiven) world.broken.push('given twice');
    if (box.state !== 'running' || box.isBusy) world.broken.push(`given while ${box.state}`);
    box.isGiven = true;
    given.push(box);
  };
  const endOne = () => {
    const operation = world.operations[below(Math.max(1, world.operations.length))];
    if (below(4) === 0) operation?.fail();
    else operation?.succeed();
  };
  const actions = [
    () => void claims.push(pool.claim(shapes[below(3)] ?? shapes[0] ?? shapeOf('')).then(take)),
    () => pool.prepare(shapes[below(3)] ?? shapeOf(''), { hot: below(3), frozen: below(3) }),
    () => world.advance(below(4000)),
    () => {
      const victim = world.boxes[below(Math.max(1, world.boxes.length))];
      if (victim?.isGiven === false) victim.isAlive = false;
    },
    endOne,
    endOne,
    endOne,
  ];
  const check = () => {
    if (world.poolBoxes > settings.maxBoxes) world.broken.push(`${world.poolBoxes} boxes of ${settings.maxBoxes}`);
    if (world.pending('make').length > settings.refillsAtOnce) world.broken.push('too many are made at once');
  };
  for (let step = 0; step < 80; step += 1) {
    await actions[below(actions.length)]?.();
    // Now and then the next thing happens before the last one had its effects.
    if (below(2) === 0) continue;
    await settled();
    check();
  }
  const closed = pool.close();
  while (world.operations.length > 0) {
    endOne();
    await settled();
  }
  await Promise.all([closed, ...claims]);
  const left = world.boxes.filter(({ isGiven, state }) => !isGiven && state !== 'disposed').length;
  return { broken: world.broken, left, timers: world.timers, given: given.length, refills: pool.stats().refills };
}

test('in no order of claims, failures, deaths and closing is a box given twice, lost, or one too many', async () => {
  const lives = await Promise.all(Array.from({ length: 400 }, (_, seed) => live(seed + 1)));

  expect(lives.flatMap(({ broken }) => broken)).toEqual([]);
  expect(lives.filter(({ left, timers }) => left + timers > 0)).toEqual([]);
  // The control: a lot has really happened.
  expect(lives.reduce((sum, { given }) => sum + given, 0)).toBeGreaterThan(400);
  expect(lives.reduce((sum, { refills }) => sum + refills, 0)).toBeGreaterThan(1000);
});
