import { z } from 'zod';

/**
 * What else in a package.json decides how its tests run: settings of runners, which runners are installed, what is run
 * on installing, and, in a workspace, every script that another package may call. Equal texts mean equal setups.
 */
export function manifestSetupText(path: string, text: string): string {
  const manifest = parseManifest(text);
  const settings = pick(manifest, ['jest', 'mocha', 'ava', 'vitest', 'babel', 'c8', 'nyc', 'tap', 'workspaces']);
  const scripts = path === 'package.json' ? pick(manifest['scripts'], installHooks) : manifest['scripts'];
  const dependencies = { ...asRecord(manifest['dependencies']), ...asRecord(manifest['devDependencies']) };
  return JSON.stringify([settings, scripts, pick(dependencies, runners)]);
}

const runners = ['jest', 'mocha', 'ava', 'vitest', 'tap', 'tape', 'jasmine', 'chai'];
const installHooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
const recordSchema = z.record(z.string(), z.unknown()).catch({});

function parseManifest(text: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    // Not JSON sets up nothing.
    return {};
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return recordSchema.parse(value);
}

function pick(value: unknown, keys: readonly string[]): unknown {
  const record = asRecord(value);
  return keys.map((key) => (Object.hasOwn(record, key) ? record[key] : null));
}
