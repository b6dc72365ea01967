import { z } from 'zod';
import { noSettings, type PublishPolicy } from '../repository-settings.ts';
import { flag, list, text, wholeNumber } from './schema-parts.ts';

const login = text(39).regex(/^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/, 'must be the login of a person');

/** Each star may make a match slower by the length of a path. */
const pattern = text(200)
  .regex(/^(?!\/)[^\\\p{C}]*$/u, 'must be a path from the root of the repository')
  .refine(
    (value) => value.replace(/^\*\*\/|\/\*\*$/g, '').split('*').length <= 3,
    'must have at most two stars in its names',
  );

/** How a change reaches the maintainers. */
export const publishSchema = z.strictObject(
  {
    draft: z
      .enum(
        ['when-not-verified', 'when-warned', 'always', 'never'],
        'must be when-not-verified, when-warned, always or never',
      )
      .nullish(),
    unverified: z.enum(['draft', 'comment-only'], 'must be draft or comment-only').nullish(),
    labels: list(text(50), 10).nullish(),
    reviewers: list(login, 15).nullish(),
    'protected-paths': list(pattern, 100).nullish(),
    'stale-days': wholeNumber(3_650, ' of days').nullish(),
    'delete-stale-branch': flag,
  },
  'must be a mapping',
);

export function toPublishPolicy(set: z.infer<typeof publishSchema>): PublishPolicy {
  const { publish: usual } = noSettings;
  return {
    draft: set.draft ?? usual.draft,
    unverified: set.unverified ?? usual.unverified,
    labels: set.labels ?? usual.labels,
    reviewers: set.reviewers ?? usual.reviewers,
    protectedPaths: set['protected-paths'] ?? usual.protectedPaths,
    staleDays: set['stale-days'] ?? usual.staleDays,
    deleteStaleBranch: set['delete-stale-branch'] ?? usual.deleteStaleBranch,
  };
}
