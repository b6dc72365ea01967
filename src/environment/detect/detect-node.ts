import type { Checkout } from '../checkout.ts';
import type { TestCommand } from '../commands.ts';
import { nodeLadder } from './node-ladder.ts';
import { npmRunText } from './npm-run-text.ts';
import { type Manifest, parseManifest } from './parse-manifest.ts';
import type { Project } from './project.ts';
import { recogniseRunner } from './recognise-runner.ts';
import { statedVersions } from './stated-versions.ts';

/** Reads a folder with a package.json; `null` when there is none that makes sense. */
export async function detectNode(checkout: Checkout): Promise<Project | null> {
  const text = await checkout.readText('package.json');
  const manifest = text === null ? null : parseManifest(text);
  if (manifest === null) return null;
  const script = (...names: readonly string[]) => runScript(manifest, names);
  return {
    ecosystem: 'node',
    ladder: await nodeLadder(checkout, manifest),
    test: npmTest(manifest),
    lint: script('lint', 'lint:check', 'eslint'),
    typecheck: script('typecheck', 'type-check', 'check-types', 'types', 'tsc') ?? compilerCheck(checkout, manifest),
    build: script('build'),
    notes: await nodeNotes(checkout, manifest),
  };
}

/** As a person would type it: npm runs the scripts of a repository, whichever tool installs its packages. */
function npmTest(manifest: Manifest): TestCommand | null {
  const script = Object.hasOwn(manifest.scripts, 'test') ? manifest.scripts['test'] : undefined;
  if (script === undefined || isPlaceholder(script)) return null;
  const executed = npmRunText(manifest.scripts, 'test');
  return { command: 'npm test', script: executed, env: {}, runner: recogniseRunner(executed) };
}

/** What `npm init` writes when nobody has written a test. */
function isPlaceholder(script: string): boolean {
  return script.trim() === '' || script.includes('no test specified');
}

function runScript({ scripts }: Manifest, names: readonly string[]): string | null {
  const name = names.find((name) => Object.hasOwn(scripts, name) && scripts[name]?.trim() !== '');
  return name === undefined ? null : `npm run ${name}`;
}

function compilerCheck(checkout: Checkout, { dependencies, devDependencies }: Manifest): string | null {
  const hasCompiler = Object.hasOwn({ ...dependencies, ...devDependencies }, 'typescript');
  return hasCompiler && checkout.has('tsconfig.json') ? 'npx tsc --noEmit' : null;
}

async function nodeNotes(checkout: Checkout, { engines }: Manifest): Promise<readonly string[]> {
  const stated = await statedVersions(checkout, 'Node.js', ['.nvmrc', '.node-version']);
  const wanted = Object.hasOwn(engines, 'node') ? engines['node'] : undefined;
  return wanted === undefined ? stated : [...stated, `package.json asks for Node.js ${wanted.slice(0, 60)}.`];
}
