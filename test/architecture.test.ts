import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Room → the rooms it may import. `errors.ts`, `until-aborted.ts` and pino's types are free to all. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  config: [],
  store: [],
  model: [],
  sandbox: [],
  git: [],
  github: [],
  tools: ['model', 'sandbox', 'environment'],
  agent: ['tools', 'model', 'sandbox', 'environment'],
  environment: ['sandbox'],
  verify: ['sandbox', 'environment'],
  report: ['agent', 'verify', 'sandbox'],
  run: ['agent', 'tools', 'model', 'sandbox', 'git', 'github', 'verify', 'report', 'store', 'environment'],
  queue: ['run', 'store'],
  steering: ['webhooks', 'queue', 'run', 'git', 'github', 'report', 'store', 'environment'],
  web: ['run', 'agent', 'verify', 'report', 'store'],
  upkeep: ['run', 'git', 'github', 'environment'],
  eval: ['run', 'agent', 'model', 'git', 'verify', 'environment', 'sandbox', 'store', 'report'],
  webhooks: ['queue', 'run', 'github', 'config'],
  telemetry: ['run', 'agent'],
  // The only wiring.
  composition: ['*'],
  demo: ['composition', 'config', 'run', 'report', 'agent'],
  commands: ['composition', 'config', 'demo', 'environment', 'run', 'report', 'sandbox', 'store', 'eval'],
};

/** Package → the places that may import it. `npm:` packages that appear in no row may be imported nowhere. */
const vendors: Readonly<Record<string, readonly string[]>> = {
  openai: ['model'],
  dockerode: ['sandbox'],
  'tar-stream': ['sandbox'],
  '@peculiar/x509': ['sandbox'],
  'reflect-metadata': ['sandbox'],
  'simple-git': ['git'],
  octokit: ['github'],
  probot: ['webhooks', 'app.ts'],
  emulate: ['demo'],
  ajv: ['demo'],
  '@copilotkit/aimock': ['demo'],
  zod: [
    'config',
    'store',
    'webhooks',
    'tools',
    'agent',
    'model',
    'sandbox',
    'environment',
    'verify',
    'git',
    'demo',
    'eval',
    'run',
    'queue',
    'steering',
    'web',
  ],
  '@opentelemetry/api': ['telemetry'],
  '@opentelemetry/exporter-trace-otlp-http': ['telemetry'],
  '@opentelemetry/resources': ['telemetry'],
  '@opentelemetry/sdk-trace': ['telemetry'],
  yaml: ['environment'],
  pino: ['*'],
};

/** Files at the top of `src`. */
const topFiles: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'app.ts': ['webhooks'],
  'cli.ts': ['commands', 'report'],
  'until-aborted.ts': [],
};

describe('the rooms of src', () => {
  test('are the ones in the table, and the table has no others', () => {
    expect(readdirSync(src).toSorted()).toEqual([...Object.keys(rooms), ...Object.keys(topFiles)].toSorted());
  });

  test('import only what the tables allow', () => {
    const imports = sourceFiles(src).flatMap((file) => importsOf(relative(src, file), readFileSync(file, 'utf8')));

    expect(imports.length).toBeGreaterThan(50);
    expect(imports.filter((found) => !isAllowed(found)).map(describeImport)).toEqual([]);
  });

  test('have no file that reaches out of src', () => {
    const imports = sourceFiles(src).flatMap((file) => importsOf(relative(src, file), readFileSync(file, 'utf8')));

    expect(imports.filter(({ target }) => target.startsWith('..')).map(describeImport)).toEqual([]);
  });
});

describe('the check itself', () => {
  test.for([
    ['agent/solve.ts', "import { Octokit } from 'octokit';"],
    ['agent/solve.ts', "import type { Change } from '../git/change.ts';"],
    ['git/push.ts', "const { mint } = await import('../github/mint-token.ts');"],
    ['report/redact.ts', "import { operatorSettings } from '../config/operator-settings.ts';"],
    ['run/execute-run.ts', "import { startServer } from '../composition/start-server.ts';"],
    ['sandbox/docker.ts', "export { something } from 'left-pad';"],
  ] as const)('finds a planted violation in %s: %s', ([file, line]) => {
    const violations = importsOf(file, line).filter((found) => !isAllowed(found));

    expect(violations).toHaveLength(1);
  });
});

type Import = { readonly file: string; readonly target: string; readonly isPackage: boolean };

function importsOf(file: string, text: string): readonly Import[] {
  const specifiers = [
    ...text.matchAll(/(?:^(?:import|export)\b[^;'"`]*?\bfrom\s+|^import\s+|(?<![-\w.])import\s*\(\s*)'([^']+)'/gm),
  ].map((match) => match[1] ?? '');
  return specifiers
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) =>
      specifier.startsWith('.')
        ? { file, target: relative(src, resolve(src, dirname(file), specifier)), isPackage: false }
        : { file, target: packageOf(specifier), isPackage: true },
    );
}

function isAllowed({ file, target, isPackage }: Import): boolean {
  const from = roomOf(file);
  if (isPackage) return (vendors[target] ?? []).some((room) => room === '*' || room === from);
  const to = roomOf(target);
  if (to === 'errors.ts' || to === 'until-aborted.ts' || to === from) return true;
  return (rooms[from] ?? topFiles[from] ?? []).some((room) => room === '*' || room === to);
}

const roomOf = (path: string) => path.split('/')[0] ?? '';

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const describeImport = ({ file, target }: Import) => `${file} imports ${target}`;

/** What the demonstration installs is data of ours, not code of ours. */
const demonstrationRepository = join('demo', 'repository');

function sourceFiles(folder: string): readonly string[] {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const folders = paths.filter(
    (path) => statSync(path).isDirectory() && relative(src, path) !== demonstrationRepository,
  );
  return [...paths.filter((path) => path.endsWith('.ts')), ...folders.flatMap(sourceFiles)];
}
