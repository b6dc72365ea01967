import type { Workspace } from '../sandbox/sandbox.ts';

const MAX_SUGGESTIONS = 5;

/** A sentence naming the files a mistyped path may have meant, or nothing. */
export async function suggestPaths(workspace: Workspace, path: string, signal: AbortSignal): Promise<string> {
  const listed = await workspace.exec(['git', 'ls-files', '--cached', '--others', '--exclude-standard'], {
    timeoutMs: 10_000,
    maxBytes: 1_000_000,
    signal,
  });
  const name = nameOf(path);
  const near = listed.stdout.split('\n').filter((file) => file !== path && nameOf(file) === name);
  return near.length === 0 ? '' : ` Did you mean ${near.slice(0, MAX_SUGGESTIONS).join(' or ')}?`;
}

/** The last part without its extension, in lower case: the part people remember. */
function nameOf(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return last.replace(/(?<=.)\.[^.]*$/, '');
}
