import type { Conduct } from '../../environment/repository-settings.ts';

/** Whether what the agent wrote has to wait before workflows run it: only where there are any, in the base commit. */
export function holdsWorkflows({ workflows }: Pick<Conduct, 'workflows'>, basePaths: readonly string[]): boolean {
  return workflows === 'held' && basePaths.some((path) => /^\.github\/workflows\/[^/]{1,200}\.ya?ml$/.test(path));
}
