import type { SandboxSpec } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import { engineFault } from './engine-fault.ts';
import type { Entry } from './entry.ts';
import { makeEntry } from './make-entry.ts';
import { parseSpec } from './parse-spec.ts';

/** See `SandboxProvider.create`. */
export async function createEntry(core: DockerCore, spec: SandboxSpec, signal: AbortSignal): Promise<Entry> {
  signal.throwIfAborted();
  core.closing.throwIfAborted();
  parseSpec(spec);
  try {
    const imageId = await core.engine.imageId(spec.image);
    const runtime = await core.engine.runtime(spec.isolation ?? 'container', spec.image, signal);
    const make = () => makeEntry(core, { ...spec, imageId, runtime }, signal);
    return await besideItsOwner(core, spec, make);
  } catch (cause) {
    signal.throwIfAborted();
    throw engineFault('The Docker Engine could not make a sandbox', cause);
  }
}

/** The workspace that it only reads must not go while it is made. */
async function besideItsOwner<T>({ entries }: DockerCore, { workspace }: SandboxSpec, make: () => Promise<T>) {
  const owner = workspace.kind === 'read-only' ? entries.get(workspace.of) : undefined;
  return await (owner === undefined ? make() : owner.turn.run(make));
}
