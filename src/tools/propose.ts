import { z } from 'zod';
import type { Workspace } from '../sandbox/sandbox.ts';
import type { FinishDeps } from './finish.ts';
import type { Proposal, ProposedFile } from './proposal/proposal.ts';
import { MAX_PROPOSAL_CHARACTERS, renderProposal } from './proposal/render-proposal.ts';
import { resolvePath } from './resolve-path.ts';
import { suggestPaths } from './suggest-paths.ts';
import { mistake, type Observation, result, type Tool } from './tool.ts';

const sentences = z.array(z.string().min(1).max(500)).max(20).default([]);

const input = z.strictObject({
  outcome: z
    .enum(['planned', 'no_change_needed', 'blocked', 'needs_info'])
    .describe('planned: this is the plan. Otherwise summary says why there is none.'),
  summary: z
    .string()
    .min(1)
    .max(4_000)
    .describe('What is wrong or wanted, its cause, and what is to be done about it.'),
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(500),
        change: z.enum(['add', 'change', 'delete']),
        what: z.string().min(1).max(500).describe('What is to be different in it.'),
      }),
    )
    .max(40)
    .default([])
    .describe('Every file that is to be touched, tests included.'),
  steps: sentences.describe('What to do, in order.'),
  tests: sentences.describe('Tests and commands that will show that it works.'),
  risks: sentences.describe('What could go wrong, and what else could be affected.'),
  questions: sentences.describe('What only a person can decide, with the answer you would take.'),
});

export type ProposalInput = z.infer<typeof input>;

export type ProposeDeps = Pick<FinishDeps, 'onFinish' | 'isLastCall'> & {
  readonly onProposal: (proposal: Proposal) => void;
};

/** Ends an attempt that is to bring a plan. It is called `finish` there, as the end of every attempt is. */
export function proposeTool(deps: ProposeDeps): Tool<ProposalInput> {
  return {
    name: 'finish',
    description:
      'Ends your work with the plan, or with the reason why there is none. Maintainers read it as you write it.',
    input,
    changes: 'nothing',
    async execute({ workspace }, said, signal) {
      if (said.outcome !== 'planned') return endWithout(deps, said, said.outcome);
      const { summary: approach, files, steps, tests, risks, questions } = said;
      const proposal = { approach, files, steps, tests, risks, questions };
      const problems = deps.isLastCall() ? [] : await objectToProposal(workspace, proposal, signal);
      if (problems.length > 0) return mistake(`The plan is not accepted yet:\n${problems.join('\n')}`);
      deps.onProposal(proposal);
      return result('Finished.');
    },
  };
}

function endWithout(
  deps: ProposeDeps,
  { summary, risks }: ProposalInput,
  outcome: Exclude<ProposalInput['outcome'], 'planned'>,
): Observation {
  deps.onFinish({ outcome, summary, tests: [], risks, limits: [], replies: [] }, []);
  return result('Finished.');
}

async function objectToProposal(
  workspace: Workspace,
  proposal: Proposal,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { length } = renderProposal(proposal);
  return [
    ...(proposal.steps.length === 0 ? ['- It has no steps.'] : []),
    ...(length > MAX_PROPOSAL_CHARACTERS
      ? [`- It has ${length} characters, and people are shown ${MAX_PROPOSAL_CHARACTERS}: say it more shortly.`]
      : []),
    ...(await Promise.all(proposal.files.map((file) => objectToFile(workspace, file, signal)))).flat(),
  ];
}

/** What a plan most often gets wrong is what there is. */
async function objectToFile(
  workspace: Workspace,
  { path, change }: ProposedFile,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const resolved = resolvePath(workspace.cwd, path);
  if (!resolved.ok) return [`- ${resolved.problem}`];
  const isThere = (await workspace.files.stat(resolved.path)) !== null;
  if (isThere && change === 'add') return [`- ${path} is there already: it can be changed, not added.`];
  if (isThere || change === 'add') return [];
  return [
    `- ${path} is not there, so that it can only be added.${await suggestPaths(workspace, resolved.path, signal)}`,
  ];
}
