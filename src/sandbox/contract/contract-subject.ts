import type { SandboxProvider, SandboxSpec } from '../sandbox.ts';

/** A provider under test, on a state of its own. Disposal ends it with all that it made. */
export type ContractSubject = AsyncDisposable & {
  readonly provider: SandboxProvider;
  /**
   * An ordinary small box: 256 MiB, 128 processes and a workspace of 64 MiB are plenty. Its image holds bash, coreutils,
   * curl and Python 3. Its storage is the one that is tested.
   */
  spec(): SandboxSpec;
  /** Disposes `provider` and opens another one on the same state, as the next process would. */
  reopen(): Promise<SandboxProvider>;
};
