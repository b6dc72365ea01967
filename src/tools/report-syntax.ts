import type { Workspace } from '../sandbox/sandbox.ts';
import { checkSyntax } from './check-syntax.ts';

export type WrittenFile = {
  readonly path: string;
  /** `null`: it was not there. */
  readonly before: string | null;
  readonly after: string;
};

/** A paragraph about the syntax error that a change made, or nothing. One that was there before is not the change's. */
export async function reportSyntax(
  workspace: Workspace,
  { path, before, after }: WrittenFile,
  signal: AbortSignal,
): Promise<string> {
  const error = await checkSyntax(workspace, path, after, signal);
  if (error === null) return '';
  if (before !== null && (await checkSyntax(workspace, path, before, signal)) !== null) return '';
  return `\nSyntax error in ${path}, which was not there before this change:\n${error}\nThe change is kept. Correct it.`;
}
