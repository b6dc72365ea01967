import type Dockerode from 'dockerode';
import type { Isolation, RuntimeVerdict } from '../sandbox.ts';
import type { ChosenRuntime } from './chosen-runtime.ts';

export type RuntimesDeps = {
  readonly docker: Dockerode;
  /** Verdicts are kept here, for as long as nothing they depend on changes. */
  readonly cacheFile: string;
  readonly log: { warn(data: object, message: string): void };
};

/** The engine's runtimes, of which a box is made with none that was not tried out first. */
export interface Runtimes {
  /**
   * The weakest accepted runtime of at least this isolation, the engine's default first among equals. Tries out what it
   * must and no more. Throws `SandboxFault` with `code: 'unsupported'` when there is none, and says why each was refused.
   */
  choose(isolation: Isolation, image: string, signal: AbortSignal): Promise<ChosenRuntime>;
  /** Of every runtime the engine knows. */
  verdicts(image: string, signal: AbortSignal): Promise<readonly RuntimeVerdict[]>;
}
