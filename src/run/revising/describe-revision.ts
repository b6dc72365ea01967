import type { PromptSection } from '../../agent/prompt/prompt-facts.ts';
import { renderPatch } from '../../git/render-patch.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import type { Run } from '../run.ts';
import type { Beginning } from './begin-revision.ts';
import { compareTests } from './compare-tests.ts';

const maxPatchBytes = 60_000;

export type RevisionFacts = {
  readonly beginning: Beginning;
  /** The suite where the pull request went apart from its base, and at its head. */
  readonly base: SuiteResult;
  readonly head: SuiteResult;
};

/** What the agent is told of the pull request that it goes on with: what it changes so far, and what the tests say of that. */
export async function describeRevision({ deps, signal }: Run, facts: RevisionFacts): Promise<readonly PromptSection[]> {
  const { pull, mirror, forkedAt } = facts.beginning;
  const range = { mirror: { ...mirror, baseSha: forkedAt }, head: pull.sha, maxBytes: maxPatchBytes };
  const patch = await renderPatch(deps.git, range, signal);
  const rest = patch.isCut ? '\n… (the rest is left out; read the files)' : '';
  const told: PromptSection = {
    title: `The pull request: #${pull.number}, from ${pull.branch} into ${pull.base}`,
    parts: [
      { kind: 'ours', text: `The checkout is at its head, ${pull.sha.slice(0, 10)}. It changes this so far:` },
      { kind: 'quoted', label: 'patch', text: `${patch.text}${rest}` },
      { kind: 'ours', text: compareTests(facts.base, facts.head) },
    ],
  };
  return [told, ...describeConflicts(facts.beginning)];
}

function describeConflicts({ pull, isMerge, conflicts }: Beginning): readonly PromptSection[] {
  if (!isMerge) return [];
  const ours =
    `${pull.base} was merged into the checkout and conflicts with the pull request in the files below. ` +
    'Where they are text, both sides stand in them between lines that begin with <<<<<<< and >>>>>>>: the first is ' +
    `${pull.base}, the second the pull request. Put both together, so that each does what it was meant to do, and leave no such line.`;
  return [
    {
      title: `Conflicts with ${pull.base}`,
      parts: [
        { kind: 'ours', text: ours },
        { kind: 'quoted', label: 'files', text: conflicts.join('\n') },
      ],
    },
  ];
}
