/**
 * The keys that stand below each `[heading]` of a TOML or INI file, in their order. Not a parser: enough to see what a
 * project has, and wrong in no dangerous way where a value of many lines looks like a key.
 */
export function readTables(text: string): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split('\n')) {
    const heading = /^\[{1,2}([^[\]]{1,200})\]/.exec(line)?.[1]?.trim();
    if (heading !== undefined) {
      current = tables.get(heading) ?? [];
      tables.set(heading, current);
      continue;
    }
    const key = /^"?([A-Za-z0-9][\w.-]{0,99})"?[ \t]{0,20}=/.exec(line)?.[1];
    if (key !== undefined) current.push(key);
  }
  return tables;
}
