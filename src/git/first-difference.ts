/**
 * The first file to which two patches do not do the same, `null` when there is none. Where in a file something is done does not
 * count, as long as the lines around it are the same: the patches may be of different commits. What cannot be read as text has to
 * be the same in every byte, before and after.
 */
export function firstDifference(one: string, other: string): string | null {
  const these = filesOf(one);
  const those = filesOf(other);
  for (let at = 0; at < Math.max(these.length, those.length); at += 1) {
    if (these[at] !== those[at]) return nameOf(these[at] ?? those[at] ?? '');
  }
  return null;
}

/** A line of a file's contents always begins with a blank, a plus, a minus or a backslash. */
function filesOf(patch: string): readonly string[] {
  return patch.split(/^(?=diff --git )/m).map(withoutPlace);
}

function withoutPlace(file: string): string {
  const isUnread =
    /^GIT binary patch$|^Binary files /m.test(file) || file.includes('\ufffd') || file.includes(redacted);
  if (isUnread) return file;
  return file.replaceAll(/^index .*\n/gm, '').replaceAll(/^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@.*$/gm, '@@');
}

const redacted = '[redacted]';

function nameOf(file: string): string {
  return /^diff --git (?:a\/|"a\/)([^\n]{1,400}?)"? (?:b\/|"b\/)/.exec(file)?.[1] ?? 'its end';
}
