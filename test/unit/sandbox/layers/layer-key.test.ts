import { expect, test } from 'vitest';
import { type LayerFacts, layerKey } from '../../../../src/sandbox/layers/layer-key.ts';

const facts: LayerFacts = {
  repository: 'github:42',
  lockfiles: [
    { path: 'package-lock.json', sha256: 'aa' },
    { path: 'docs/package-lock.json', sha256: 'bb' },
  ],
  imageId: 'sha256:1',
  setupCommands: ['npm ci', 'npm run build'],
  limits: { workspaceMiB: 64, workspaceInodes: 1000 },
};

test.for([
  ['repository', { repository: 'github:43' }],
  ['lockfile', { lockfiles: [{ path: 'package-lock.json', sha256: 'aa' }] }],
  ["lockfile's content", { lockfiles: [{ path: 'package-lock.json', sha256: 'ab' }, ...facts.lockfiles.slice(1)] }],
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
  expect(layerKey({ ...facts, lockfiles: facts.lockfiles.toReversed() })).toEqual(layerKey(facts));
});

test('a key stays the same from one version of Sandpiper to the next', () => {
  expect(layerKey(facts)).toEqual({
    repository: 'github:42',
    id: 'b5bd3d68f172933b728a92988fa1a2f198da885a0e13b0e1b6594b2f5c65c692',
  });
});
