import { z } from 'zod';
import { noSettings, type RepositorySettings } from '../repository-settings.ts';
import {
  commandsSchema,
  hostsSchema,
  imageSchema,
  packageSchema,
  packagesSchema,
  serviceSchema,
  servicesSchema,
  setupSchema,
  toCommands,
  toPackage,
  toService,
} from './box-schema.ts';
import { budgetSchema, conductSchema, toBudget, toConduct } from './conduct-schema.ts';
import { publishSchema, toPublishPolicy } from './publish-schema.ts';
import { text } from './schema-parts.ts';

/** What `.github/sandpiper.yml` may say. A key with nothing after its colon counts as left out. */
export const settingsSchema = z.strictObject(
  {
    image: imageSchema.nullish(),
    hosts: hostsSchema.nullish(),
    setup: setupSchema.nullish(),
    services: servicesSchema.nullish(),
    commands: commandsSchema.nullish(),
    packages: packagesSchema.nullish(),
    guidance: text(8_000).nullish(),
    publish: publishSchema.nullish(),
    budget: budgetSchema.nullish(),
    conduct: conductSchema.nullish(),
  },
  'must be a mapping',
);

export type WrittenSettings = z.infer<typeof settingsSchema>;

export function toSettings(written: WrittenSettings): RepositorySettings {
  return {
    image: written.image ?? null,
    hosts: (written.hosts ?? []).map((host) => host.toLowerCase()),
    setup: written.setup ?? [],
    services: (written.services ?? []).map(toService),
    commands: toCommands(written.commands ?? {}),
    packages: (written.packages ?? []).map(toPackage),
    guidance: written.guidance ?? noSettings.guidance,
    publish: toPublishPolicy(written.publish ?? {}),
    budget: toBudget(written.budget ?? {}),
    conduct: toConduct(written.conduct ?? {}),
  };
}

/** The keys that are known at a place in the file, for suggestions. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const shapes = new Map<PropertyKey, object>([
    ['services', serviceSchema.shape],
    ['commands', commandsSchema.shape],
    ['packages', packageSchema.shape],
    ['publish', publishSchema.shape],
    ['budget', budgetSchema.shape],
    ['conduct', conductSchema.shape],
  ]);
  const [first] = path;
  return Object.keys(first === undefined ? settingsSchema.shape : (shapes.get(first) ?? {}));
}
