import type Dockerode from 'dockerode';
import { bootstrapDebian } from './bootstrap-debian.ts';
import { followEngine } from './follow-engine.ts';
import { imageExists } from './image-exists.ts';

export type EnsureDebianDeps = { readonly docker: Dockerode; readonly say: (line: string) => void };

const published = 'debian:bookworm-slim';
const bootstrapped = 'sandpiper/debian:bookworm';

/** A plain Debian image: pulled where a container registry answers, else made of Debian's own packages. */
export async function ensureDebian(deps: EnsureDebianDeps, signal: AbortSignal): Promise<string> {
  for (const reference of [published, bootstrapped]) {
    if (await imageExists(deps.docker, reference)) return reference;
  }
  const failure = await pull(deps, signal);
  if (failure === null) return published;
  const because = `No container registry answered: ${failure}.`;
  await bootstrapDebian(deps, { reference: bootstrapped, because }, signal);
  return bootstrapped;
}

/**
 * `null`, or why it could not be pulled. Short of patience on purpose: many networks let no container registry answer,
 * and Debian's packages will do.
 */
async function pull({ docker, say }: EnsureDebianDeps, signal: AbortSignal): Promise<string | null> {
  const unreachable = new AbortController();
  const timer = setTimeout(() => unreachable.abort(new Error('nothing came within 8 s')), 8000);
  const limit = AbortSignal.any([signal, unreachable.signal, AbortSignal.timeout(120_000)]);
  try {
    const output: NodeJS.ReadableStream = await docker.createImage({ fromImage: published, abortSignal: limit });
    clearTimeout(timer);
    say(`Pulling ${published}, the base of the sandbox images.`);
    await followEngine(output, () => undefined, limit);
    return null;
  } catch (cause) {
    signal.throwIfAborted();
    const { message }: Error = limit.aborted ? limit.reason : cause;
    return message.trim().replaceAll(/\s+/g, ' ').slice(0, 300);
  } finally {
    clearTimeout(timer);
  }
}
