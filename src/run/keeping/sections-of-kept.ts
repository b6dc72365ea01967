import type { PromptSection } from '../../agent/prompt/prompt-facts.ts';
import type { FoundWorkspace } from './find-kept.ts';

export type KeptTold = Pick<FoundWorkspace, 'files'> & {
  readonly about: Pick<FoundWorkspace['about'], 'runId' | 'prepared'>;
};

const MAX_FILES = 50;
const MAX_PATH = 300;

/** That the files are not those of the base, which ones are not as far as it is known, and how to get back. */
export function sectionsOfKept(kept: KeptTold | null): readonly PromptSection[] {
  if (kept === null) return [];
  return [
    {
      title: 'Your workspace has the work of an earlier attempt in it',
      parts: [
        { kind: 'ours', text: introduce(kept) },
        ...(kept.files.length === 0
          ? []
          : [{ kind: 'quoted' as const, label: 'changed-files', text: listFiles(kept.files) }]),
      ],
    },
  ];
}

function introduce({ files, about }: KeptTold): string {
  const installed = about.prepared === null ? '' : ' What was installed is installed.';
  const known =
    files.length === 0
      ? 'Its record names no changed file; `git status` tells.'
      : `When it ended ${files.length === 1 ? 'one file was' : `${files.length} files were`} different from the base.`;
  return `The files are as the run ${about.runId} left them, build outputs and what git ignores included.${installed} Its processes, what was in /tmp, and its commits and stashes are gone: \`HEAD\` is the base, and what you leave is compared with that. ${known} Nobody has approved of any of it: read \`git diff\` first, keep what serves the issue, and take back the rest. \`git reset --hard && git clean -fd -e node_modules\` brings back the base and leaves what git ignores.`;
}

function listFiles(files: KeptTold['files']): string {
  const lines = files
    .slice(0, MAX_FILES)
    .map(({ path, added, removed }) => `${path.slice(0, MAX_PATH).toWellFormed()} (+${added} -${removed})`);
  const more = files.length - lines.length;
  return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}
