import { Fault } from '../../errors.ts';
import type { BaseNow } from '../../git/compare-base.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { listPathsShortly } from './list-paths-shortly.ts';

/** The branch is not there any more as the change needs it. */
export class BaseFault extends Fault {
  override readonly name = 'BaseFault';
}

export function baseIsGone({ branch, baseSha }: Mirror): BaseFault {
  return new BaseFault(
    `${branch} was deleted while the run worked on ${short(baseSha)}, and no default branch goes on from there.`,
    { nextAction: 'See to the default branch, and take the change from the record if it is still wanted.' },
  );
}

export function historyIsAnother({ branch, baseSha }: Mirror, { kind, tip, paths }: Moved): BaseFault {
  const why =
    kind === 'conflicts' ? `the change conflicts with it in ${listPathsShortly(paths)}` : 'it went on changing';
  return new BaseFault(
    `The history of ${branch} was replaced while the run worked on ${short(baseSha)}: it is at ${short(tip)}, and ${why}. A pull request would bring the old history back.`,
    { nextAction: 'Nothing has to be mended: the next run begins where the branch is now.' },
  );
}

type Moved = Extract<BaseNow, { tip: string }>;

/** The base got by itself what the run was to bring. */
export function nothingIsLeft({ branch, baseSha }: Mirror): BaseFault {
  return new BaseFault(`${branch} got the same change meanwhile, with ${short(baseSha)}: nothing is left to publish.`, {
    nextAction: 'See whether the issue is solved by it, and close it if so.',
  });
}

function short(sha: string): string {
  return sha.slice(0, 10);
}
