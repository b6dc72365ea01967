import { extname } from 'node:path/posix';
import { isVendored } from './is-vendored.ts';

const languages: ReadonlyMap<string, string> = new Map(
  Object.entries({
    JavaScript: '.js .mjs .cjs .jsx',
    TypeScript: '.ts .mts .cts .tsx',
    Python: '.py .pyi',
    Go: '.go',
    Rust: '.rs',
    Java: '.java',
    Kotlin: '.kt .kts',
    Scala: '.scala',
    Ruby: '.rb',
    C: '.c .h',
    'C++': '.cc .cpp .cxx .hpp .hh',
    'C#': '.cs',
    Swift: '.swift',
    PHP: '.php',
    Elixir: '.ex .exs',
    Haskell: '.hs',
    Shell: '.sh .bash',
    Vue: '.vue',
    Svelte: '.svelte',
  }).flatMap(([language, extensions]) => extensions.split(' ').map((extension) => [extension, language] as const)),
);

const most = 4;

/** By how many files are written in each, most first. */
export function nameLanguages(paths: readonly string[]): readonly string[] {
  const own = paths.filter((path) => !isVendored(path));
  const byFiles = Map.groupBy(own, (path) => languages.get(extname(path)) ?? '');
  byFiles.delete('');
  const byCount = [...byFiles].toSorted(([, one], [, other]) => other.length - one.length);
  return byCount.slice(0, most).map(([language]) => language);
}
