import { z } from 'zod';
import type { Checkout } from '../checkout.ts';
import type { InstallInputs } from './install-inputs.ts';

/** What `npm ci` runs of the package it installs for. */
const OWN_SCRIPTS = ['install', 'prepare', 'dependencies'].flatMap((name) => [`pre${name}`, name, `post${name}`]);

/** Settings that name no program and no other file. */
const HARMLESS_SETTING =
  /^\s{0,10}(?:[#;].{0,500}|(?:audit|engine-strict|fund|legacy-peer-deps|package-lock|save-exact|strict-peer-deps)\s{0,10}=\s{0,10}(?:true|false))?\s{0,10}$/;

/** The scripts of these read nothing outside their own folder: one looks at its binary, the other does nothing on Linux. */
const HARMLESS_PACKAGE = /\/(?:esbuild|fsevents)\/-\/[\w.-]{1,100}$/;

/** Stricter than what commands are planned from: what is not as it should be might hide a script. */
const manifestSchema = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  workspaces: z.undefined().optional(),
});

const lockSchema = z.object({
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(
    z.string(),
    z.object({
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      inBundle: z.boolean().optional(),
      link: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

type Lock = z.infer<typeof lockSchema>;

/**
 * `npm ci` in the root of a checkout. It depends on its files alone when no script of the package is run, every dependency comes
 * from a registry with its hash, and none of those runs a script either: one may read what it likes, as Prisma's does.
 */
export async function npmInputs(checkout: Checkout): Promise<InstallInputs> {
  const read = ['package.json', '.npmrc', lockPath(checkout)];
  const [manifest, settings, lock] = await Promise.all(read.map(checkout.readText));
  const isAlone =
    runsNothing(manifest ?? '') &&
    isHarmless(checkout.has('.npmrc') ? settings : '') &&
    isOfRegistries(parseAs(lockSchema, lock ?? '')) &&
    !checkout.paths.some((path) => path === 'binding.gyp' || /^node_modules(?:\/|$)/.test(path));
  return isAlone ? { kind: 'files', paths: read.filter(checkout.has) } : { kind: 'commit' };
}

/** The one that npm reads where there are both. */
function lockPath(checkout: Checkout): string {
  return checkout.has('npm-shrinkwrap.json') ? 'npm-shrinkwrap.json' : 'package-lock.json';
}

function runsNothing(text: string): boolean {
  const scripts = parseAs(manifestSchema, text)?.scripts;
  return scripts !== undefined && ![...OWN_SCRIPTS, 'prepublish'].some((name) => Object.hasOwn(scripts, name));
}

/** `null`: not a text of its own, such as a link to another file. */
function isHarmless(settings: string | null | undefined): boolean {
  return settings?.split('\n').every((line) => HARMLESS_SETTING.test(line)) === true;
}

function isOfRegistries(lock: Lock | null): boolean {
  if (lock === null) return false;
  return Object.entries(lock.packages).every(([path, entry]) => path === '' || isOfRegistry(path, entry));
}

function isOfRegistry(path: string, entry: Lock['packages'][string]): boolean {
  if (!path.startsWith('node_modules/') || entry.link === true) return false;
  const { resolved = '' } = entry;
  if (entry.hasInstallScript === true && !HARMLESS_PACKAGE.test(resolved)) return false;
  return entry.inBundle === true || (entry.integrity !== undefined && /^https?:\/\//.test(resolved));
}

/** Not JSON, and not of that shape, are ordinary things to find. */
function parseAs<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
