/** The tool that a model means by a name it knows from another harness; `null` when that is not known, or not offered. */
export function suggestTool(asked: string, offered: readonly string[]): string | null {
  const name = asked
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
  const same = offered.find((tool) => tool.replaceAll('_', '') === name);
  if (same !== undefined) return same;
  const meant = MEANT.find(([, names]) => names.includes(name))?.[0] ?? [];
  return meant.find((tool) => offered.includes(tool)) ?? null;
}

/** Our tools, the better one first, and what others call them, letters only. */
const MEANT: readonly (readonly [tools: readonly string[], names: readonly string[]])[] = [
  [
    ['bash'],
    [
      ...[
        'runcommand',
        'shell',
        'sh',
        'execute',
        'exec',
        'executebash',
        'executecommand',
        'execcommand',
        'terminal',
        'run',
      ],
      ...['localshell', 'containerexec', 'runshellcommand', 'runterminalcmd', 'runinterminal', 'python', 'command'],
      ...['grep', 'glob', 'search', 'find', 'findfiles', 'searchfiles', 'grepsearch', 'filesearch', 'deletefile'],
    ],
  ],
  [['bash_output'], ['writestdin', 'taskoutput', 'killshell', 'bashkill', 'readbackgroundoutput']],
  [
    ['view'],
    ['read', 'readfile', 'openfile', 'open', 'cat', 'viewfile', 'listdir', 'ls', 'listdirectory', 'listfiles'],
  ],
  [
    ['edit', 'apply_patch'],
    [
      'strreplace',
      'strreplaceeditor',
      'strreplacebasededittool',
      'replace',
      'replaceinfile',
      'multiedit',
      'editfile',
      'searchreplace',
    ],
  ],
  [
    ['write', 'apply_patch'],
    ['writefile', 'createfile', 'create', 'writetofile', 'savefile', 'newfile'],
  ],
  [
    ['apply_patch', 'edit'],
    ['applydiff', 'patch', 'applypatch', 'applyedits'],
  ],
  [['plan'], ['updateplan', 'todowrite', 'todo', 'updatetodolist', 'taskcreate', 'taskupdate']],
  [['finish'], ['submit', 'done', 'complete', 'attemptcompletion', 'exit', 'taskcomplete', 'finalanswer', 'stop']],
];
