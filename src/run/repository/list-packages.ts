import { parseJson } from '../parse-json.ts';
import { isVendored } from './is-vendored.ts';
import { matchesFolder } from './matches-folder.ts';

type ReadText = (path: string) => Promise<string | null>;

const most = 100;
const manifests = /(?:^|\/)(?:package\.json|Cargo\.toml|go\.mod|pyproject\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;
/** What tests make packages of, for workspaces of which a pattern reaches everywhere. */
const testData = /(?:^|\/)(?:__tests__|__fixtures__|fixtures|testdata)\//;

/**
 * The folders of the packages of a repository that says that it has several, the shallowest first; empty for any other. By its own patterns where
 * npm's tools read them, else every folder with a manifest: the other tools' words for it are programs or need their parser.
 */
export async function listPackages(paths: readonly string[], readText: ReadText): Promise<readonly string[]> {
  const folders = paths
    .filter((path) => manifests.test(path) && path.includes('/') && !isVendored(path) && !testData.test(path))
    .map((path) => path.slice(0, path.lastIndexOf('/')));
  const packages = [...new Set(folders)].toSorted((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1));
  if (packages.length === 0) return [];
  const patterns = [
    ...npmPatterns(await readText('package.json')),
    ...pnpmPatterns(await readText('pnpm-workspace.yaml')),
  ];
  if (patterns.length > 0) return packages.filter((folder) => isAmong(folder, patterns)).slice(0, most);
  return (await declaresOthers(readText)) ? packages.slice(0, most) : [];
}

function npmPatterns(text: string | null): readonly string[] {
  const workspaces = property(parseJson(text ?? ''), 'workspaces');
  const list: unknown = Array.isArray(workspaces) ? workspaces : property(workspaces, 'packages');
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** The list under `packages:`, which is all that is ever written there. */
function pnpmPatterns(text: string | null): readonly string[] {
  const lines = (text ?? '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('packages:'));
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^[^\s#-]/.test(line));
  const items = rest.slice(0, end === -1 ? rest.length : end);
  return items.flatMap((line) => /^\s{0,20}-\s{1,20}['"]?([^'"#\s]{1,200})/.exec(line)?.[1] ?? []);
}

/** A pattern with `!` takes out. Only so many are tried: each is tried on each folder. */
function isAmong(folder: string, patterns: readonly string[]): boolean {
  const tried = patterns.slice(0, 50).map((pattern) => pattern.slice(0, 200));
  const isOut = tried.some((pattern) => pattern.startsWith('!') && matchesFolder(folder, pattern.slice(1)));
  return !isOut && tried.some((pattern) => !pattern.startsWith('!') && matchesFolder(folder, pattern));
}

async function declaresOthers(readText: ReadText): Promise<boolean> {
  const declarations: readonly (readonly [string, RegExp])[] = [
    ['Cargo.toml', /^\[workspace\]/m],
    ['go.work', /^use\b/m],
    ['pyproject.toml', /^\[tool\.uv\.workspace\]/m],
    ['pom.xml', /<modules>/],
    ['settings.gradle', /^\s{0,20}include\b/m],
    ['settings.gradle.kts', /^\s{0,20}include\b/m],
    ['lerna.json', /"packages"/],
  ];
  const texts = await Promise.all(declarations.map(async ([path, sign]) => sign.test((await readText(path)) ?? '')));
  return texts.includes(true);
}

function depth(folder: string): number {
  return folder.split('/').length;
}
