import { posix } from 'node:path';
import type { CallReport } from '../call-report.ts';
import type { GuidanceFile } from '../prompt/prompt-facts.ts';

/** Those of `untold` whose folder, or what is below it, the call names; the outermost first. */
export function findGuidance(untold: Iterable<GuidanceFile>, report: CallReport, cwd: string): readonly GuidanceFile[] {
  const { command, paths } = report;
  return [...untold]
    .filter(({ path }) => {
      const folder = posix.dirname(path);
      return paths.some((named) => isWithin(folder, named)) || (command !== null && mentions(command, folder, cwd));
    })
    .toSorted((a, b) => a.path.length - b.path.length);
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Whether a command names the folder, or a path in it, from the root of the repository or of the file system. */
function mentions(command: string, folder: string, cwd: string): boolean {
  for (let at = command.indexOf(folder); at >= 0; at = command.indexOf(folder, at + 1)) {
    const before = command.slice(Math.max(0, at - 2), at);
    const after = command.charAt(at + folder.length);
    const begins = /(?:^|[\s"'=:(]|(?:^|[\s"'=:(])\.\/)$/.test(before) || command.endsWith(`${cwd}/`, at);
    if (begins && (after === '' || /[/\s"';|&)]/.test(after))) return true;
  }
  return false;
}
