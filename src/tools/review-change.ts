import type { Workspace } from '../sandbox/sandbox.ts';
import { cutMiddle } from './cut-middle.ts';

/** What differs from the commit the work began at. */
export type ChangeReview =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly diff: string; readonly untracked: readonly string[] }
  /** Git in the box gave no answer. */
  | { readonly kind: 'unknown'; readonly why: string };

const DIFF = ['git', '--no-pager', 'diff', '--no-color', '--no-ext-diff', '--no-textconv', 'HEAD'];
const UNTRACKED = ['git', 'ls-files', '--others', '--exclude-standard'];
const LIMITS = { timeoutMs: 60_000, maxBytes: 64 * 1024 };
const SHOWN = { head: 16_000, tail: 8_000 };

/**
 * Asks git in the box what was changed. The model may have bent that git, so this is shown to the model alone; what is
 * published is computed elsewhere.
 */
export async function reviewChange(workspace: Workspace, signal: AbortSignal): Promise<ChangeReview> {
  const diff = await workspace.exec(DIFF, { ...LIMITS, signal });
  const others = await workspace.exec(UNTRACKED, { ...LIMITS, signal });
  if (!diff.ok || !others.ok) return { kind: 'unknown', why: (diff.stderr || others.stderr).slice(0, 500) };
  const untracked = others.stdout.split('\n').filter((path) => path !== '');
  if (diff.stdout.trim() === '' && untracked.length === 0) return { kind: 'unchanged' };
  return { kind: 'changed', diff: cutMiddle(diff.stdout, SHOWN, 'see git diff for the rest'), untracked };
}
