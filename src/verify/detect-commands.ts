import { z } from 'zod';
import { npmRunText } from './npm-run-text.ts';
import { probeEnvironment } from './probe-environment.ts';
import type { Commands, Runner, TestCommand } from './suite.ts';
import { testCommandText } from './test-command-text.ts';

export type DetectedCommands =
  | { readonly kind: 'found'; readonly commands: Commands }
  | { readonly kind: 'none'; readonly reason: string };

type ReadText = (path: string) => Promise<string | null>;

/**
 * Reads from a checkout how it is installed and tested. `readText` gives `null` for a file that is not there.
 * The test command is always the one a person would type; how its results are read is the business of its `env`.
 */
export async function detectCommands(readText: ReadText): Promise<DetectedCommands> {
  const text = await readText('package.json');
  const manifest = text === null ? null : parseManifest(text);
  const test = npmTest(manifest) ?? (await makeTest(readText));
  if (test === null) return { kind: 'none', reason: missingTest(text, manifest) };
  const found = await detectInstall(readText, manifest);
  return found.kind === 'none' ? found : { kind: 'found', commands: { install: found.install, test } };
}

const dependencies = z.record(z.string(), z.string()).catch({});
const manifestSchema = z.object({
  scripts: z.record(z.string(), z.string()).catch({}),
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
  workspaces: z.unknown().optional(),
  packageManager: z.string().optional().catch(undefined),
});
type Manifest = z.infer<typeof manifestSchema>;

function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data ?? null;
  } catch {
    // Not JSON is an ordinary thing to find; `missingTest` says so to the reader.
    return null;
  }
}

function npmTest(manifest: Manifest | null): TestCommand | null {
  const script = manifest?.scripts['test'];
  if (manifest === null || script === undefined || isPlaceholder(script)) return null;
  const executed = npmRunText(manifest.scripts, 'test');
  const runner = recogniseRunner(executed);
  return { command: 'npm test', script: executed, env: probeEnvironment(runner, executed), runner };
}

/** What `npm init` writes when nobody has written a test. */
function isPlaceholder(script: string): boolean {
  return script.trim() === '' || script.includes('no test specified');
}

const runners: readonly (readonly [Runner, RegExp])[] = [
  ['vitest', /(?:^|[\s/"'])vitest(?:\.mjs)?(?=$|[\s"';&|])/m],
  ['jest', /(?:^|[\s/"'])jest(?:\.js)?(?=$|[\s"';&|])/m],
  ['mocha', /(?:^|[\s/"'])_?mocha(?:\.js)?(?=$|[\s"';&|])/m],
  ['node-test', /(?:^|\s)--test(?=$|[\s"';&|])|\bnode\s[^;&|\n]*\btests?\b/m],
];

function recogniseRunner(script: string): Runner {
  const found = runners.find(([, pattern]) => pattern.test(script));
  return found === undefined ? 'exit-code' : found[0];
}

async function makeTest(readText: ReadText): Promise<TestCommand | null> {
  const makefile = await readText('Makefile');
  const script = makefile === null ? null : testCommandText('Makefile', makefile);
  if (script === null) return null;
  return { command: 'make test', script, env: {}, runner: 'exit-code' };
}

function missingTest(text: string | null, manifest: Manifest | null): string {
  if (text === null) return 'There is no package.json and no Makefile with a "test" target.';
  if (manifest === null)
    return 'package.json is not a valid JSON object, and there is no Makefile with a "test" target.';
  return 'package.json has no "test" script, and there is no Makefile with a "test" target.';
}

type Install =
  | { readonly kind: 'found'; readonly install: string | null }
  | Extract<DetectedCommands, { kind: 'none' }>;

async function detectInstall(readText: ReadText, manifest: Manifest | null): Promise<Install> {
  const found = (install: string | null): Install => ({ kind: 'found', install });
  if (manifest === null || !hasDependencies(manifest)) return found(null);
  if ((await readText('package-lock.json')) !== null || (await readText('npm-shrinkwrap.json')) !== null)
    return found('npm ci');
  const pnpmLock = await readText('pnpm-lock.yaml');
  if (pnpmLock !== null) return found(`npx --yes pnpm@${pnpmVersion(manifest, pnpmLock)} install --frozen-lockfile`);
  const yarnLock = await readText('yarn.lock');
  if (yarnLock === null) return found('npm install --no-package-lock');
  if (yarnLock.includes('# yarn lockfile v1')) return found('npx --yes yarn@1 install --frozen-lockfile');
  return { kind: 'none', reason: 'yarn.lock is of a Yarn newer than 1, which Sandpiper cannot install with.' };
}

function hasDependencies(manifest: Manifest): boolean {
  const { dependencies, devDependencies, optionalDependencies, workspaces } = manifest;
  return (
    workspaces !== undefined || Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).length > 0
  );
}

/** The version the repository asks for, else the newest that reads its lockfile. */
function pnpmVersion(manifest: Manifest, lock: string): string {
  const asked = /^pnpm@(\d+\.\d+\.\d+)(?:\+|$)/.exec(manifest.packageManager ?? '')?.[1];
  if (asked !== undefined) return asked;
  return /^lockfileVersion: '?[56]/m.test(lock) ? '8' : '10';
}
