import { z } from 'zod';

/**
 * Parts of GitHub's payloads, each read to the few fields that matter. What may be missing may: people delete accounts, forks and
 * descriptions. What identifies may not.
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const time = z.iso.datetime({ offset: true });
const id = z.number().int().positive();
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);
const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null);

const account = orNull(z.object({ login: z.string().min(1), id, type: text }));

/** An entry that cannot be read is no entry. */
const listOf = <Schema extends z.ZodType>(entry: Schema) =>
  z
    .array(z.unknown())
    .nullish()
    .transform((entries) =>
      (entries ?? []).flatMap((one) => {
        const read = entry.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );

const named = z.object({ name: z.string().min(1) });

const repository = z
  .object({ name: z.string().min(1), owner: z.object({ login: z.string().min(1) }), private: flag })
  .transform(({ name, owner, private: isPrivate }) => ({ name, owner: owner.login, isPrivate }));

const fullName = z
  .object({ full_name: z.string().regex(/^[^/\s]{1,100}\/[^/\s]{1,100}$/) })
  .transform(({ full_name }) => ({ owner: full_name.split('/')[0] ?? '', name: full_name.split('/')[1] ?? '' }));

const common = z.object({ action: z.string(), installation: z.object({ id }), sender: account });
const inRepository = common.extend({ repository });

const issue = z
  .object({
    number: id,
    title: text,
    body: text,
    user: account,
    labels: listOf(named),
    state: text,
    pull_request: z.unknown().optional(),
    created_at: time,
    updated_at: time,
  })
  .transform((part) => ({
    number: part.number,
    title: part.title,
    body: part.body,
    author: part.user,
    labels: part.labels.map(({ name }) => name),
    isOpen: part.state === 'open',
    isPullRequest: part.pull_request !== undefined && part.pull_request !== null,
    createdAt: part.created_at,
    updatedAt: part.updated_at,
  }));

const pull = z
  .object({
    number: id,
    user: account,
    state: text,
    merged: flag,
    merged_at: orNull(time),
    head: z.object({
      ref: z.string().min(1),
      sha: z.string().min(1),
      repo: orNull(z.object({ full_name: z.string() })),
    }),
  })
  .transform((part) => ({
    number: part.number,
    author: part.user,
    isOpen: part.state === 'open',
    isMerged: part.merged || part.merged_at !== null,
    branch: part.head.ref,
    headSha: part.head.sha,
    headRepository: part.head.repo?.full_name ?? null,
  }));

const comment = z
  .object({ id, user: account, body: text, created_at: time, pull_request_review_id: orNull(id) })
  .transform((part) => ({
    id: part.id,
    author: part.user,
    body: part.body,
    at: part.created_at,
    reviewId: part.pull_request_review_id,
  }));

const review = z.object({ id, user: account, body: text, state: text, submitted_at: time }).transform((part) => ({
  id: part.id,
  author: part.user,
  body: part.body,
  at: part.submitted_at,
  state: part.state.toLowerCase(),
}));

const suite = z
  .object({
    app: orNull(z.object({ id })),
    head_branch: orNull(z.string().min(1)),
    head_sha: z.string().min(1),
    conclusion: orNull(z.string()),
    pull_requests: listOf(z.object({ number: id })),
  })
  .transform((part) => ({
    appId: part.app?.id ?? null,
    branch: part.head_branch,
    headSha: part.head_sha,
    conclusion: part.conclusion,
    pulls: part.pull_requests.map(({ number }) => number),
  }));

const edit = z.object({ title: z.unknown().optional(), body: z.unknown().optional() });
const renaming = z.object({ repository: z.object({ name: z.object({ from: z.string().min(1) }) }) });

/** By the name in the header `X-GitHub-Event`. */
export const payloadSchema = {
  issues: inRepository.extend({ issue, label: orNull(named), changes: orNull(edit) }),
  issue_comment: inRepository.extend({ issue, comment }),
  pull_request: inRepository.extend({ pull_request: pull }),
  pull_request_review: inRepository.extend({ pull_request: pull, review }),
  pull_request_review_comment: inRepository.extend({ pull_request: pull, comment }),
  check_suite: inRepository.extend({ check_suite: suite }),
  installation: common,
  installation_repositories: common.extend({ repositories_removed: listOf(fullName) }),
  repository: inRepository.extend({ changes: orNull(renaming) }),
};
