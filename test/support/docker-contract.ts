import { randomUUID } from 'node:crypto';
import type { ContractOf } from '../../src/sandbox/contract/sandbox-contract.ts';
import type { Isolation } from '../../src/sandbox/sandbox.ts';
import { dockerSandboxesForTests } from './docker-sandboxes.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** The contract of the real provider on the real engine. */
export function dockerContract(storage: 'memory' | 'disk', isolation: Isolation = 'container'): ContractOf {
  return {
    name: `docker, ${storage}, at least ${isolation}`,
    async open() {
      await using undo = new AsyncDisposableStack();
      const state = undo.use(await temporaryDirectory());
      const deps = {
        stateDirectory: state.path,
        installation: `test-${randomUUID()}`,
        // Expiry and idleness take as long as they are told to, and the tests wait for them.
        sweepEveryMs: 1000,
      };
      let sandboxes = await dockerSandboxesForTests(deps);
      undo.defer(() => sandboxes[Symbol.asyncDispose]());
      const owned = undo.move();
      return {
        provider: sandboxes.provider,
        spec: () => sandboxes.spec({ isolation, workspace: { kind: 'new', storage } }),
        async reopen() {
          await sandboxes.provider[Symbol.asyncDispose]();
          sandboxes = await dockerSandboxesForTests(deps);
          return sandboxes.provider;
        },
        [Symbol.asyncDispose]: () => owned.disposeAsync(),
      };
    },
  };
}
