import type { CallReport } from '../call-report.ts';
import { notices } from '../notices.ts';
import { normaliseResult } from './normalise-result.ts';

const EDITS_TO_NOTICE = 8;
const MAX_COMMANDS = 32;

type FailingCommand = { result: string; readonly edits: Map<string, number> };

/** Notices when a file is edited over and over and a command goes on failing in the same way. Once a file. One per attempt. */
export function watchEdits(): (report: CallReport) => readonly string[] {
  const failing = new Map<string, FailingCommand>();
  const told = new Set<string>();
  return (report) => {
    if (report.command === null) {
      if (report.changes === 'workspace' && !report.isError) countEdits(failing.values(), report.paths);
      return [];
    }
    const edits = failSame(failing, report.command, report);
    const path = [...edits].find(([path, times]) => times >= EDITS_TO_NOTICE && !told.has(path))?.[0];
    if (path === undefined) return [];
    told.add(path);
    return [notices.rethink(path, EDITS_TO_NOTICE)];
  };
}

function countEdits(commands: Iterable<FailingCommand>, paths: readonly string[]): void {
  for (const { edits } of commands) for (const path of paths) edits.set(path, (edits.get(path) ?? 0) + 1);
}

/** The edits since the command began to fail as it just did; none when it did not fail, or otherwise. */
function failSame(
  failing: Map<string, FailingCommand>,
  command: string,
  { text, isError }: CallReport,
): ReadonlyMap<string, number> {
  const known = failing.get(command);
  const result = normaliseResult(text);
  if (isError && known?.result === result) return known.edits;
  failing.delete(command);
  if (!isError) return NO_EDITS;
  const [oldest] = failing.keys();
  if (failing.size >= MAX_COMMANDS && oldest !== undefined) failing.delete(oldest);
  failing.set(command, { result, edits: new Map() });
  return NO_EDITS;
}

const NO_EDITS: ReadonlyMap<string, number> = new Map();
