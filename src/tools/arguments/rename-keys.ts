/** `found` with those of its `unknown` keys under our names that other harnesses call by theirs. */
export function renameKeys(found: unknown, unknown: readonly string[], note: (words: string) => void): unknown {
  if (typeof found !== 'object' || found === null) return found;
  const entries = new Map<string, unknown>(Object.entries(found));
  for (const key of unknown) {
    const ours = OUR_NAMES.get(key);
    if (IGNORED.has(key)) note(`\`${key}\` was left out`);
    else if (ours === undefined || entries.get(ours) !== undefined) continue;
    else {
      entries.set(ours, entries.get(key));
      note(`\`${key}\` was read as \`${ours}\``);
    }
    entries.delete(key);
  }
  return Object.fromEntries(entries);
}

/** Words about a call, which change nothing in it. */
const IGNORED: ReadonlySet<string> = new Set([
  'description',
  'explanation',
  'reason',
  'thought',
  'justification',
  '__proto__',
]);

/** How other harnesses call our parameters. Where a tool knows a name of these itself, it stays. */
const OUR_NAMES: ReadonlyMap<string, string> = new Map([
  ...['file_path', 'filePath', 'filename', 'file', 'target_file', 'absolute_path'].map(
    (name) => [name, 'path'] as const,
  ),
  ...['old_string', 'oldString', 'old_str', 'oldText', 'old_text', 'search'].map((name) => [name, 'old'] as const),
  ...['new_string', 'newString', 'new_str', 'newText', 'new_text', 'replace'].map((name) => [name, 'new'] as const),
  ...['contents', 'file_text', 'text'].map((name) => [name, 'content'] as const),
  ...['startLine', 'start', 'offset', 'line_start'].map((name) => [name, 'start_line'] as const),
  ...['endLine', 'end', 'line_end'].map((name) => [name, 'end_line'] as const),
  ...['workdir', 'working_directory', 'working_dir', 'dir', 'directory'].map((name) => [name, 'cwd'] as const),
  ...['cmd', 'script'].map((name) => [name, 'command'] as const),
  ...['timeout', 'timeout_seconds', 'timeoutSeconds', 'timeout_sec'].map((name) => [name, 'timeout_s'] as const),
  ...['run_in_background', 'is_background'].map((name) => [name, 'background'] as const),
  ...['bash_id', 'bashId', 'shell_id', 'session_id', 'task_id'].map((name) => [name, 'id'] as const),
  ...['wait', 'wait_seconds'].map((name) => [name, 'wait_s'] as const),
  ...['input', 'diff', 'patch_text', 'patchText'].map((name) => [name, 'patch'] as const),
  ...['plan', 'todos', 'items'].map((name) => [name, 'steps'] as const),
  ...['step', 'task', 'title'].map((name) => [name, 'text'] as const),
  ...['state'].map((name) => [name, 'status'] as const),
  ['replaceAll', 'replace_all'],
  ['rootCause', 'root_cause'],
  ['message', 'summary'],
]);
