import { expect, test } from 'vitest';
import { findImageId } from '../../../src/run/publishing/find-image-id.ts';
import type { SandboxInfo, SandboxProvider } from '../../../src/sandbox/sandbox.ts';

const at = new Date(0);
const box = (image: string, imageId: string): SandboxInfo => ({
  ...{ id: 'b', state: 'running', origin: 'cold', isolation: 'container', runtime: 'runc', storage: 'memory' },
  ...{ labels: {}, createdAt: at, lastUsedAt: at, expiresAt: null, image, imageId },
});

test.for<readonly [string, readonly SandboxInfo[], string | null]>([
  ['one', [box('node', 'sha256:1'), box('other', 'sha256:2'), box('node', 'sha256:1')], 'sha256:1'],
  ['two', [box('node', 'sha256:1'), box('node', 'sha256:2')], null],
  ['none', [box('other', 'sha256:2')], null],
])('an image whose boxes have %s content', async ([, boxes, expected]) => {
  const asked: unknown[] = [];
  const list: SandboxProvider['list'] = async function* (filter) {
    asked.push(filter);
    yield* boxes;
  };

  expect(await findImageId({ list }, { runId: 'r1', image: 'node' })).toBe(expected);
  expect(asked).toEqual([{ labels: { run: 'r1' } }]);
});
