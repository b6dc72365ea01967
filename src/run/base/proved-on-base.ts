import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import type { PublishPolicy } from '../../environment/repository-settings.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { ChangedText } from '../../verify/changed-text.ts';
import type { Proof, SuiteResult } from '../../verify/suite.ts';
import type { CommittedChange } from '../exporting/commit-export.ts';
import type { Run } from '../run.ts';

/** A change, and the base it is proved against. */
export type CommittedOnBase = {
  /** Whose boxes and rules are those of this base. */
  readonly run: Run;
  readonly mirror: Mirror;
  readonly plan: EnvironmentPlan;
  readonly policy: PublishPolicy;
  readonly baseline: SuiteResult;
  readonly commit: CommittedChange;
};

export type ProvedOnBase = Pick<CommittedOnBase, 'run' | 'mirror' | 'policy' | 'commit'> & {
  readonly texts: readonly ChangedText[];
  readonly proof: Proof;
};
