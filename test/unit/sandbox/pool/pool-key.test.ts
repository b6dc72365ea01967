import { expect, test } from 'vitest';
import { type BoxShape, poolKey } from '../../../../src/sandbox/pool/pool-key.ts';
import { shapeOf } from './pool-world.ts';

test('the order of fields and what else an object carries do not change a key', () => {
  const shape = shapeOf('sha256:1');
  const { imageId, runtime, limits, storage } = shape;
  const reordered = {
    labels: { run: '7' },
    storage,
    env: { TOKEN: 'x' },
    limits: Object.fromEntries(Object.entries(limits).toReversed()) as BoxShape['limits'],
    runtime,
    imageId,
  };

  expect(poolKey(reordered)).toBe(poolKey(shape));
});

test.for([
  ['image', { imageId: 'sha256:2' }],
  ['runtime', { runtime: 'runsc' }],
  ['storage', { storage: 'disk' }],
  ['processor limit', { limits: { ...shapeOf('').limits, cpus: 2 } }],
  ['memory limit', { limits: { ...shapeOf('').limits, memoryMiB: 512 } }],
  ['process limit', { limits: { ...shapeOf('').limits, pids: 65 } }],
  ['workspace size', { limits: { ...shapeOf('').limits, workspaceMiB: 65 } }],
  ['file limit', { limits: { ...shapeOf('').limits, workspaceInodes: 1001 } }],
] as const)('a box with another %s is never given for this one', ([, different]) => {
  const shape = shapeOf('sha256:1');

  expect(poolKey({ ...shape, ...different })).not.toBe(poolKey(shape));
});

test('no text in one field reads like another field', () => {
  const one = { ...shapeOf('a","b'), runtime: 'c' };
  const other = { ...shapeOf('a'), runtime: 'b","c' };

  expect(poolKey(one)).not.toBe(poolKey(other));
});
