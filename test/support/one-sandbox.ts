import { afterAll, beforeAll } from 'vitest';
import type { Sandbox, SandboxSpec } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from './docker-sandboxes.ts';

/** One ordinary sandbox for all tests of a file, and the provider it came from. */
export function oneSandbox(different: Partial<SandboxSpec> = {}) {
  let sandboxes: DockerSandboxesForTests;
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandboxes = await dockerSandboxesForTests();
    sandbox = await sandboxes.provider.create(sandboxes.spec(different), new AbortController().signal);
  });
  afterAll(() => sandboxes[Symbol.asyncDispose]());
  return {
    get sandboxes() {
      return sandboxes;
    },
    get sandbox() {
      return sandbox;
    },
  };
}
