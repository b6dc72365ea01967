import assert from 'node:assert/strict';
import type { FileChange, Workspace } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { waitUntil } from './wait-until.ts';

const ordinary = { timeoutMs: 30_000 };

/** `Files.watch`. */
export function watchLaws(law: Law, world: ContractWorld): void {
  law('a watch tells what is created, changed and removed, also in folders that are new', async () => {
    await using watch = await openWatch(world.sandbox, 'watched');

    await world.sandbox.exec('cd watched && mkdir -p new/below && sleep 0.2 && echo 1 > new/below/file', ordinary);
    await waitUntil('a new file in a new folder was told', async () => watch.told('created', 'new/below/file'));
    await world.sandbox.exec('echo 2 >> watched/new/below/file', ordinary);
    await waitUntil('its change was told', async () => watch.told('changed', 'new/below/file'));
    await world.sandbox.files.remove('watched/new/below/file');
    await waitUntil('its removal was told', async () => watch.told('removed', 'new/below/file'));
  });

  law('a watch ends with its signal, and the box goes on', async () => {
    const watch = await openWatch(world.sandbox, 'watched-shortly');

    await watch[Symbol.asyncDispose]();

    assert.equal((await world.sandbox.exec('echo alive', ordinary)).stdout, 'alive\n');
  });

  law('what is not there cannot be watched', async () => {
    const { signal } = new AbortController();

    await assertFault(() => Array.fromAsync(world.sandbox.files.watch('not-there', signal)));
  });
}

type Told = Exclude<FileChange, { readonly kind: 'overflow' }>;
type Watch = AsyncDisposable & { told(kind: Told['kind'], path: string): boolean };

/** Resolves once the watch has told its first change, so that whatever comes now is told too. */
async function openWatch(workspace: Workspace, folder: string): Promise<Watch> {
  await workspace.files.write(`${folder}/there-before`, '');
  const controller = new AbortController();
  const changes: FileChange[] = [];
  const ended = collect(workspace.files.watch(folder, controller.signal), changes);
  let round = 0;
  await waitUntil('a watch told anything', async () => {
    round += 1;
    await workspace.files.write(`${folder}/marker`, String(round));
    return changes.length > 0;
  });
  return {
    told: (kind, path) =>
      changes.some((change) => change.kind !== 'overflow' && change.kind === kind && change.path === path),
    async [Symbol.asyncDispose]() {
      controller.abort();
      await ended;
    },
  };
}

async function collect(source: AsyncIterable<FileChange>, into: FileChange[]): Promise<void> {
  for await (const change of source) into.push(change);
}
