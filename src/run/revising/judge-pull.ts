import { isOwnBranch } from '../../git/branch-name.ts';
import type { LivePull } from '../../github/read-pull.ts';
import type { PullReading } from './revisions.ts';

export type PullQuestion = {
  readonly number: number;
  /** `owner/name`. */
  readonly repository: string;
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
  /** Who is told. */
  readonly actor: string;
};

/** Whether a run may go on with a pull request: an open one that we opened, from a branch of ours in this very repository. */
export function judgePull(pull: LivePull | null, question: PullQuestion): PullReading {
  const { number, actor, repository, botLogin } = question;
  const refuse = (reason: string, nextAction: string): PullReading => ({ kind: 'refused', actor, reason, nextAction });
  if (pull === null) {
    return refuse(`There is no pull request #${number}.`, 'Ask for it at an issue, and a new one is opened.');
  }
  const isHere = pull.headRepository?.toLowerCase() === repository.toLowerCase();
  if (pull.author !== botLogin || !isHere || !isOwnBranch(pull.branch) || pull.branch === pull.base) {
    return refuse(
      `Pull request #${number} was not opened by ${botLogin} from a branch of this repository.`,
      'Ask for a change at the issue that it is for; what others opened is left alone.',
    );
  }
  if (pull.isMerged) {
    return refuse(`Pull request #${number} is merged.`, 'Open an issue for what is left to be done.');
  }
  if (!pull.isOpen) return refuse(`Pull request #${number} is closed.`, 'Reopen it, then comment /retry.');
  const { url, title, body, isDraft, branch, sha, base } = pull;
  return { kind: 'open', pull: { number, url, title, body, isDraft, branch, sha, base } };
}
