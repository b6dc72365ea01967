import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';

/** The engine's stream to and from a container. One that comes too late is closed. */
export async function attachContainer(container: Dockerode.Container, timeoutMs: number): Promise<Duplex> {
  const streams = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
  // With `hijack` the client hands over the socket itself, which its types do not say.
  const attaching = container.attach(streams) as Promise<Duplex>;
  try {
    return await answerWithin(timeoutMs, attaching);
  } catch (cause) {
    attaching.then((late) => late.destroy(), nobodyWaits);
    throw cause;
  }
}

function nobodyWaits(): void {
  // The caller has been told already that the engine did not answer, or what it answered.
}
