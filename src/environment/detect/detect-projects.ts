import { below, type Checkout } from '../checkout.ts';
import { detectGo } from './detect-go.ts';
import { detectJava } from './detect-java.ts';
import { detectNode } from './detect-node.ts';
import { detectPython } from './detect-python.ts';
import { detectRust } from './detect-rust.ts';
import { type Ecosystem, ecosystems, type Project } from './project.ts';

export type FoundProject = Project & {
  /** Relative to the root of the checkout; `''` is the root. */
  readonly folder: string;
};

const detectors = [detectNode, detectPython, detectGo, detectRust, detectJava];
const MAX_NESTED_FOLDERS = 12;

/**
 * What is in the root of the checkout, or, where nothing there can be tested, in the folders below it, two levels deep.
 * First the one whose tests are taken for the repository's: of those that have any, the one with the most source files.
 */
export async function detectProjects(checkout: Checkout): Promise<readonly FoundProject[]> {
  const root = await detectIn(checkout, '');
  const nested = root.some(({ test }) => test !== null) ? [] : await detectBelow(checkout);
  const counts = countSources(checkout.paths);
  const weigh = ({ test, ecosystem }: Project) => (test === null ? -1 : (counts.get(ecosystem) ?? 0));
  return [...root, ...nested].toSorted((one, other) => weigh(other) - weigh(one));
}

async function detectIn(checkout: Checkout, folder: string): Promise<readonly FoundProject[]> {
  const view = below(checkout, folder);
  const found = await Promise.all(detectors.map((detect) => detect(view)));
  return found.flatMap((project) => (project === null ? [] : [{ ...project, folder }]));
}

async function detectBelow(checkout: Checkout): Promise<readonly FoundProject[]> {
  const projects: FoundProject[] = [];
  for (const folder of nestedFolders(checkout.paths)) {
    // A package within a project that was found is a part of it.
    if (projects.some((project) => folder.startsWith(`${project.folder}/`))) continue;
    projects.push(...(await detectIn(checkout, folder)));
  }
  return projects;
}

const MANIFEST =
  /^((?:[\w@][\w@.-]{0,99}\/){1,2})(?:package\.json|pyproject\.toml|setup\.py|requirements\.txt|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;
const ASIDE =
  /(?:^|\/)(?:examples?|docs?|fixtures?|tests?|vendor|third_party|node_modules|benchmarks?|templates?|website)(?:\/|$)/i;

/** Names are limited to what no shell reads as anything else, since commands begin with a `cd`. */
function nestedFolders(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap((path) => MANIFEST.exec(path)?.[1]?.slice(0, -1) ?? []);
  const byDepth = [...new Set(folders)]
    .filter((folder) => !ASIDE.test(folder))
    .toSorted((one, other) => depth(one) - depth(other));
  return byDepth.slice(0, MAX_NESTED_FOLDERS);
}

const depth = (folder: string) => folder.split('/').length;

const extensions: Readonly<Record<Ecosystem, RegExp>> = {
  node: /\.[cm]?[jt]sx?$/,
  python: /\.py$/,
  go: /\.go$/,
  rust: /\.rs$/,
  java: /\.(?:java|kt|groovy|scala)$/,
};

function countSources(paths: readonly string[]): ReadonlyMap<Ecosystem, number> {
  return new Map(ecosystems.map((name) => [name, paths.filter((path) => extensions[name].test(path)).length]));
}
