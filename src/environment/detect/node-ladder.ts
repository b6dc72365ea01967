import type { Checkout } from '../checkout.ts';
import type { DiagnosisKind } from '../install/diagnosis.ts';
import type { Ladder } from '../install/ladder.ts';
import type { Manifest } from './parse-manifest.ts';

/** What is cured by not running the scripts of packages: they compile, and download what is no package. */
const SCRIPTS: readonly DiagnosisKind[] = [
  'native-build',
  'missing-system-package',
  'missing-toolchain',
  'network-blocked',
];

/** How a package.json is installed, by the lockfile beside it. No rung leaves a lockfile other than it was. */
export async function nodeLadder(checkout: Checkout, manifest: Manifest): Promise<Ladder> {
  const pnpmLock = await checkout.readText('pnpm-lock.yaml');
  if (!hasDependencies(manifest) && !checkout.has('pnpm-workspace.yaml')) return [];
  if (checkout.has('package-lock.json') || checkout.has('npm-shrinkwrap.json')) return [...npmLocked, ...npmUnlocked];
  if (checkout.has('pnpm-lock.yaml')) return pnpm(pnpmVersion(manifest, pnpmLock ?? ''));
  if (checkout.has('yarn.lock')) return yarn(manifest, (await checkout.readText('yarn.lock')) ?? '');
  if (checkout.has('bun.lock') || checkout.has('bun.lockb')) return bun(manifest);
  return npmUnlocked;
}

function hasDependencies(manifest: Manifest): boolean {
  const { dependencies, devDependencies, optionalDependencies, workspaces } = manifest;
  return (
    workspaces !== undefined || Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).length > 0
  );
}

const npmLocked: Ladder = [
  { command: 'npm ci', cures: [] },
  { command: 'npm ci --legacy-peer-deps', cures: ['peer-conflict', 'lockfile-out-of-date'] },
  { command: 'npm ci --ignore-scripts', cures: SCRIPTS },
];

const npmUnlocked: Ladder = [
  { command: 'npm install --no-package-lock', cures: ['lockfile-out-of-date', 'registry'] },
  { command: 'npm install --no-package-lock --legacy-peer-deps', cures: ['peer-conflict', 'lockfile-out-of-date'] },
  {
    command: 'npm install --no-package-lock --legacy-peer-deps --ignore-scripts',
    cures: [...SCRIPTS, 'peer-conflict', 'lockfile-out-of-date'],
  },
];

function pnpm(version: string): Ladder {
  const install = `npx --yes pnpm@${version} install`;
  return [
    { command: `${install} --frozen-lockfile`, cures: [] },
    { command: `${install} --frozen-lockfile --ignore-scripts`, cures: SCRIPTS },
    { command: `${install} --no-lockfile`, cures: ['lockfile-out-of-date', 'registry'] },
    {
      command: `${install} --no-lockfile --ignore-scripts --no-strict-peer-dependencies`,
      cures: [...SCRIPTS, 'peer-conflict', 'lockfile-out-of-date'],
    },
  ];
}

/** The version the repository asks for, else the newest that reads its lockfile. */
function pnpmVersion(manifest: Manifest, lock: string): string {
  const asked = askedVersion(manifest, 'pnpm');
  if (asked !== null) return asked;
  return /^lockfileVersion: '?[56]/m.test(lock) ? '8' : '10';
}

function yarn(manifest: Manifest, lock: string): Ladder {
  return lock.includes('# yarn lockfile v1') ? classicYarn : yarnBerry(berryVersion(manifest, lock));
}

const classicYarn: Ladder = [
  { command: 'npx --yes yarn@1 install --frozen-lockfile', cures: [] },
  { command: 'npx --yes yarn@1 install --frozen-lockfile --ignore-engines', cures: ['wrong-version'] },
  { command: 'npx --yes yarn@1 install --frozen-lockfile --ignore-engines --ignore-scripts', cures: SCRIPTS },
  { command: 'npx --yes yarn@1 install --pure-lockfile', cures: ['lockfile-out-of-date'] },
];

/** From the registry alone, whatever the repository keeps in `.yarn/releases`; with a `node_modules`, for npm's sake. */
function yarnBerry(version: string): Ladder {
  const install = `YARN_IGNORE_PATH=1 YARN_NODE_LINKER=node-modules npx --yes @yarnpkg/cli-dist@${version} install`;
  return [
    { command: `${install} --immutable`, cures: [] },
    { command: `${install} --immutable --mode=skip-build`, cures: SCRIPTS },
    {
      command: `${install} --no-immutable --mode=skip-build && git checkout -- yarn.lock`,
      cures: [...SCRIPTS, 'lockfile-out-of-date'],
    },
  ];
}

function berryVersion(manifest: Manifest, lock: string): string {
  const asked = askedVersion(manifest, 'yarn');
  if (asked !== null && !asked.startsWith('1.') && !asked.startsWith('0.')) return asked;
  const format = Number(/^ {2}version: (\d{1,3})/m.exec(lock)?.[1] ?? '8');
  return format >= 8 ? '4' : '3';
}

/** Below `~/.local`, where the scripts of the repository find it too. */
function bun(manifest: Manifest): Ladder {
  const get = `npm install --global --prefix "$HOME/.local" bun@${askedVersion(manifest, 'bun') ?? '1'}`;
  return [
    { command: `${get} && bun install --frozen-lockfile`, cures: [] },
    { command: `${get} && bun install --frozen-lockfile --ignore-scripts`, cures: SCRIPTS },
    { command: `${get} && bun install --no-save`, cures: ['lockfile-out-of-date', 'registry'] },
  ];
}

/** Nothing but a version: the rest of what stands there would be given to a shell. */
function askedVersion({ packageManager }: Manifest, manager: string): string | null {
  const [name, version] = (packageManager ?? '').split('@');
  if (name !== manager) return null;
  return /^(\d{1,6}\.\d{1,6}\.\d{1,6})(?:\+|$)/.exec(version ?? '')?.[1] ?? null;
}
