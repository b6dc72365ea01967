import type { Runner } from '../environment/commands.ts';
import type { Workspace } from '../sandbox/sandbox.ts';

/** `results`: the folder in the box that was made before the tests, for the probe to write to. */
type Reports = { readonly runner: Runner; readonly results: string };

const maxReports = 1000;
const maxReportBytes = 16 * 1024 * 1024;

/**
 * The reports of a test command that has ended; `null` when a box leaves too many, or no folder. The sizes of a listing are the
 * box's word, so what is read is what counts.
 */
export async function readReports(
  workspace: Workspace,
  { runner, results }: Reports,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const paths = await findReports(workspace, { runner, results }, signal);
  if (paths === null || paths.length > maxReports) return null;
  const reports: string[] = [];
  let left = maxReportBytes;
  for (const path of paths) {
    const bytes = await workspace.files.read(path, { maxBytes: left });
    left -= bytes?.byteLength ?? 0;
    reports.push(new TextDecoder().decode(bytes ?? new Uint8Array()));
  }
  return reports;
}

async function findReports(
  workspace: Workspace,
  { runner, results }: Reports,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  if (runner === 'exit-code' || (await workspace.files.stat(results))?.kind !== 'directory') return null;
  if (runner === 'junit') return await findJunitReports(workspace, results, signal);
  const paths: string[] = [];
  for await (const entry of workspace.files.list(results)) {
    if (entry.kind === 'file' && entry.name.endsWith('.json')) paths.push(`${results}/${entry.name}`);
    if (paths.length > maxReports) return null;
  }
  return paths;
}

const junitFolders = ['*/target/surefire-reports/*', '*/target/failsafe-reports/*', '*/build/test-results/*'];

/** Where Maven and Gradle write them; one that is no newer than what was written before the tests is not theirs. */
async function findJunitReports(
  workspace: Workspace,
  results: string,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const below = junitFolders.flatMap((pattern) => ['-o', '-path', pattern]).slice(1);
  const skipped = ['-type', 'd', '(', '-name', 'node_modules', '-o', '-name', '.git', ')', '-prune', '-o'];
  const wanted = ['-type', 'f', '-name', 'TEST-*.xml', '-newer', `${results}/.keep`, '(', ...below, ')', '-print0'];
  const found = await workspace.exec(['find', '.', ...skipped, ...wanted], {
    timeoutMs: 60_000,
    maxBytes: 1024 * 1024,
    signal,
  });
  signal.throwIfAborted();
  if (!found.ok || found.omittedBytes.stdout > 0) return null;
  return found.stdout
    .split('\0')
    .filter((path) => path !== '')
    .toSorted();
}
