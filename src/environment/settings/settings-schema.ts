import { z } from 'zod';
import { noSettings, type RepositorySettings } from '../repository-settings.ts';

const text = (most: number) =>
  z
    .string('must be a text')
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .refine((value) => !value.includes('\0'), 'must not hold a zero byte');
const command = text(4_000);
const optionalCommand = command.nullish().transform((value) => value ?? null);

const service = z.strictObject({
  name: z
    .string('must be a text')
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits, hyphens or underscores'),
  command,
  ready: optionalCommand,
  'timeout-seconds': z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(600, 'must be at most 600')
    .default(60),
});

const commands = z.strictObject({
  install: optionalCommand,
  test: optionalCommand,
  lint: optionalCommand,
  typecheck: optionalCommand,
  build: optionalCommand,
});

const list = <Item extends z.ZodType>(item: Item, most: number) =>
  z.array(item, 'must be a list').max(most, `must have at most ${most} entries`);
const login = text(39).regex(/^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/, 'must be the login of a person');
/** Each star may make a match slower by the length of a path. */
const pattern = text(200)
  .regex(/^(?!\/)[^\\\p{C}]*$/u, 'must be a path from the root of the repository')
  .refine(
    (value) => value.replace(/^\*\*\/|\/\*\*$/g, '').split('*').length <= 3,
    'must have at most two stars in its names',
  );

const publish = z.strictObject(
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
    'stale-days': z
      .int('must be a whole number of days')
      .min(1, 'must be at least 1')
      .max(3_650, 'must be at most 3650')
      .nullish(),
    'delete-stale-branch': z.boolean('must be true or false').nullish(),
  },
  'must be a mapping',
);

const amount = z.number('must be a number').positive('must be more than 0').nullish();
const count = z.int('must be a whole number').min(1, 'must be at least 1').max(100, 'must be at most 100').nullish();

const budget = z.strictObject(
  {
    'cost-usd': amount,
    minutes: amount,
    steps: z.int('must be a whole number').min(1, 'must be at least 1').nullish(),
  },
  'must be a mapping',
);

const conduct = z.strictObject(
  {
    'approve-above-usd': z.number('must be a number').min(0, 'must not be negative').nullish(),
    'plan-first': z.boolean('must be true or false').nullish(),
    'fix-checks': z.boolean('must be true or false').nullish(),
    'fixes-per-pull': count,
    'fixes-in-a-row': count,
    workflows: z.enum(['held', 'at-once'], 'must be held or at-once').nullish(),
    'merge-base': z.enum(['when-asked', 'by-itself'], 'must be when-asked or by-itself').nullish(),
  },
  'must be a mapping',
);

/** What `.github/sandpiper.yml` may say. A key with nothing after its colon counts as left out. */
export const settingsSchema = z
  .strictObject(
    {
      setup: z.array(command, 'must be a list of commands').max(20, 'must have at most 20 commands').nullish(),
      services: z
        .array(service, 'must be a list of services')
        .max(10, 'must have at most 10 services')
        .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must not name two services alike')
        .nullish(),
      commands: commands.nullish(),
      guidance: text(8_000).nullish(),
      publish: publish.nullish(),
      budget: budget.nullish(),
      conduct: conduct.nullish(),
    },
    'must be a mapping',
  )
  .transform(toSettings);

type Written = {
  readonly setup?: readonly string[] | null | undefined;
  readonly services?: readonly z.infer<typeof service>[] | null | undefined;
  readonly commands?: z.infer<typeof commands> | null | undefined;
  readonly guidance?: string | null | undefined;
  readonly publish?: z.infer<typeof publish> | null | undefined;
  readonly budget?: z.infer<typeof budget> | null | undefined;
  readonly conduct?: z.infer<typeof conduct> | null | undefined;
};

function toSettings({ setup, services, commands: set, guidance, ...written }: Written): RepositorySettings {
  return {
    setup: setup ?? [],
    services: (services ?? []).map(({ 'timeout-seconds': timeoutSeconds, ...rest }) => ({ ...rest, timeoutSeconds })),
    commands: set ?? { install: null, test: null, lint: null, typecheck: null, build: null },
    guidance: guidance ?? null,
    publish: toPolicy(written.publish ?? {}),
    budget: toBudget(written.budget ?? {}),
    conduct: toConduct(written.conduct ?? {}),
  };
}

function toBudget(set: z.infer<typeof budget>): RepositorySettings['budget'] {
  return { costUsd: set['cost-usd'] ?? null, minutes: set.minutes ?? null, steps: set.steps ?? null };
}

function toConduct(set: z.infer<typeof conduct>): RepositorySettings['conduct'] {
  const { conduct: usual } = noSettings;
  return {
    approveAboveUsd: set['approve-above-usd'] ?? usual.approveAboveUsd,
    planFirst: set['plan-first'] ?? usual.planFirst,
    fixChecks: set['fix-checks'] ?? usual.fixChecks,
    fixesPerPull: set['fixes-per-pull'] ?? usual.fixesPerPull,
    fixesInARow: set['fixes-in-a-row'] ?? usual.fixesInARow,
    workflows: set.workflows ?? usual.workflows,
    mergeBase: set['merge-base'] ?? usual.mergeBase,
  };
}

function toPolicy(set: z.infer<typeof publish>): RepositorySettings['publish'] {
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

/** The keys that are known at a place in the file, for suggestions. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const shapes = new Map<PropertyKey, object>([
    ['services', service.shape],
    ['commands', commands.shape],
    ['publish', publish.shape],
    ['budget', budget.shape],
    ['conduct', conduct.shape],
  ]);
  const [first] = path;
  return first === undefined
    ? ['setup', 'services', 'commands', 'guidance', 'publish', 'budget', 'conduct']
    : Object.keys(shapes.get(first) ?? {});
}
