import type Dockerode from 'dockerode';
import { answerWithin } from './answer-within.ts';

export type EngineAnswer = { readonly kind: 'ready' } | { readonly kind: 'silent'; readonly cause: Error };

/** Asks the engine for a sign of life, and gives up after three seconds. */
export async function pingEngine(docker: Dockerode, signal: AbortSignal): Promise<EngineAnswer> {
  signal.throwIfAborted();
  try {
    await answerWithin(3000, docker.ping());
    return { kind: 'ready' };
  } catch (cause) {
    signal.throwIfAborted();
    return { kind: 'silent', cause: cause instanceof Error ? cause : new Error(String(cause)) };
  }
}
