import { z } from 'zod';
import { sandboxImages } from '../../sandbox/images/sandbox-image.ts';
import type { RepositorySettings, Service } from '../repository-settings.ts';
import { command, list, optionalCommand, text, wholeNumber } from './schema-parts.ts';

/** The box that a run works in, and the commands that are run there. */
export const imageSchema = z.enum(sandboxImages, `must be one of ${sandboxImages.join(', ')}`);

export const hostsSchema = list(
  text(253).regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i, 'must be the name of a host'),
  20,
);

export const setupSchema = z.array(command, 'must be a list of commands').max(20, 'must have at most 20 commands');

export const serviceSchema = z.strictObject({
  name: z
    .string('must be a text')
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits, hyphens or underscores'),
  command,
  ready: optionalCommand,
  'timeout-seconds': wholeNumber(600).default(60),
});

export const servicesSchema = z
  .array(serviceSchema, 'must be a list of services')
  .max(10, 'must have at most 10 services')
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must not name two services alike');

export const commandsSchema = z.strictObject({
  install: optionalCommand,
  test: optionalCommand,
  lint: optionalCommand,
  typecheck: optionalCommand,
  build: optionalCommand,
});

export const packageSchema = z.strictObject({
  path: text(200).regex(
    /^(?![-/])(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w@.+-]+(?:\/[\w@.+-]+)*$/,
    'must be a folder, written from the root of the repository',
  ),
  install: optionalCommand,
  test: command,
});

export const packagesSchema = list(packageSchema, 50).refine(
  (all) => new Set(all.map(({ path }) => path)).size === all.length,
  'must not name a folder twice',
);

export function toService({
  'timeout-seconds': timeoutSeconds,
  ready,
  ...rest
}: z.infer<typeof serviceSchema>): Service {
  return { ...rest, ready: ready ?? null, timeoutSeconds };
}

export function toCommands(set: z.infer<typeof commandsSchema>): RepositorySettings['commands'] {
  const { install = null, test = null, lint = null, typecheck = null, build = null } = set;
  return { install, test, lint, typecheck, build };
}

export function toPackage({ install, ...rest }: z.infer<typeof packageSchema>): RepositorySettings['packages'][number] {
  return { ...rest, install: install ?? null };
}
