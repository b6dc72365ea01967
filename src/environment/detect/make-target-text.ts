/** What a Makefile says about a target, prerequisites included; `null` when it has none of that name. */
export function makeTargetText(makefile: string, target: string): string | null {
  const lines = makefile.split('\n');
  const start = lines.findIndex((line) => isRule(line, target));
  if (start === -1) return null;
  const end = lines.findIndex((line, index) => index > start && line !== '' && !line.startsWith('\t'));
  return lines
    .slice(start, end === -1 ? undefined : end)
    .join('\n')
    .trimEnd();
}

/** `test:` is a rule; `test := 1` is a variable. */
function isRule(line: string, target: string): boolean {
  if (!line.startsWith(target)) return false;
  const rest = line.slice(target.length).trimStart();
  return rest.startsWith(':') && !rest.startsWith(':=');
}
