import { Fault } from '../errors.ts';

/**
 * `unreachable`: the remote, or git itself, could not be used; try again later. `refused`: the remote said no.
 * `corrupt`: what was read is damaged or lies. `too-large`: the remote sends more than this machine takes.
 */
export type GitFaultKind =
  | 'unreachable'
  | 'refused'
  | 'empty-repository'
  | 'unknown-branch'
  | 'branch-exists'
  | 'branch-moved'
  | 'push-refused'
  | 'too-large'
  | 'corrupt';

/** Git, or the repository it was asked about, failed. */
export class GitFault extends Fault {
  override readonly name = 'GitFault';
  readonly kind: GitFaultKind;

  constructor(
    kind: GitFaultKind,
    message: string,
    options: { readonly cause?: unknown; readonly nextAction?: string } = {},
  ) {
    super(message, options);
    this.kind = kind;
  }
}
