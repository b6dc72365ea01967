/** Everything `npm run <name>` executes, as one text: the script, its `pre` and `post`, and the scripts they run in turn. */
export function npmRunText(scripts: Readonly<Record<string, string>>, name: string): string {
  const seen = new Set<string>();
  const pending = [name];
  for (const next of pending) {
    for (const part of [`pre${next}`, next, `post${next}`]) {
      const script = Object.hasOwn(scripts, part) ? scripts[part] : undefined;
      if (script === undefined || seen.has(part)) continue;
      seen.add(part);
      pending.push(...namesIn(script));
    }
  }
  return [...seen].map((part) => scripts[part]).join('\n');
}

/** Any word might name a script (`npm run lint unit`, `run-s lint unit`): one that does not is looked up in vain. */
function namesIn(script: string): readonly string[] {
  if (!/\b(?:npm|pnpm|yarn|bun|npm-run-all|run-[sp])\b/.test(script)) return [];
  return script.match(/[\w:.-]+/g) ?? [];
}
