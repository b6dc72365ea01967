import { expect, test } from 'vitest';
import { type LayerFacts, layerKey } from '../../../../src/sandbox/layers/layer-key.ts';

const facts: LayerFacts = {
  repository: 'github:42',
  commit: null,
  files: [
    { path: 'package-lock.json', hash: 'aa' },
    { path: 'docs/package-lock.json', hash: 'bb' },
  ],
  imageId: 'sha256:1',
  setupCommands: ['npm ci', 'npm run build'],
  limits: { workspaceMiB: 64, workspaceInodes: 1000 },
};

test.for([
  ['repository', { repository: 'github:43' }],
  ['commit', { commit: 'c0ffee' }],
  ['file', { files: [{ path: 'package-lock.json', hash: 'aa' }] }],
  ["file's content", { files: [{ path: 'package-lock.json', hash: 'ab' }, ...facts.files.slice(1)] }],
  ['image', { imageId: 'sha256:2' }],
  ['setup command', { setupCommands: ['npm install', 'npm run build'] }],
  ['order of setup commands', { setupCommands: facts.setupCommands.toReversed() }],
  ['split of the same commands', { setupCommands: ['npm ci,npm run build'] }],
  ['workspace size', { limits: { ...facts.limits, workspaceMiB: 65 } }],
  ['file limit', { limits: { ...facts.limits, workspaceInodes: 1001 } }],
] as const)('another %s is another layer', ([, different]) => {
  expect(layerKey({ ...facts, ...different }).id).not.toBe(layerKey(facts).id);
});

test('the order in which lockfiles were found does not matter', () => {
  expect(layerKey({ ...facts, files: facts.files.toReversed() })).toEqual(layerKey(facts));
});

test('a key stays the same from one version of Sandpiper to the next', () => {
  expect(layerKey(facts)).toEqual({
    repository: 'github:42',
    id: 'd70eb6b0d0b927f1256ce8053678c0ae140b8728c1bc256a215c3ccde1c092a0',
  });
});
