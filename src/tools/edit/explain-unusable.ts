import type { FoundFile } from '../text-file.ts';

/** Why the text of a file that is there cannot be edited, and what to do instead. */
export function explainUnusable(file: Exclude<FoundFile, { readonly kind: 'text' | 'missing' }>): string {
  const { path } = file;
  switch (file.kind) {
    case 'directory':
      return `${path} is a folder. Give the path of a file in it.`;
    case 'symlink':
      return `${path} is a symbolic link. Use bash to see where it leads (readlink -f) and change that, if it is in the workspace.`;
    case 'special':
      return `${path} is not a regular file.`;
    case 'binary':
      return `${path} is binary (${file.size} bytes) and cannot be edited as text.`;
    case 'too-large':
      return `${path} is too large to edit (${file.size} bytes). Use bash, for example sed or a small script.`;
  }
}
