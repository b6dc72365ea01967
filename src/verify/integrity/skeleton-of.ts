/** A line of code with every literal made the same: two lines of one skeleton differ in their values only. */
export function skeletonOf(bareLine: string): string {
  return withoutModifiers(bareLine)
    .replace(/(['"`/])\s*\1/g, 'S')
    .replace(/(?<![\w)\]])-?\d[\w.]*(?:(?<=e)-\d+)?/g, '0')
    .replace(/\b(?:true|false|null|undefined|None|True|False|nil|NaN|Infinity)\b/g, 'L')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What makes a test be skipped or run alone is told by other findings. */
export function withoutModifiers(line: string): string {
  return line
    .replace(/\.(?:only|skip|todo|fails|failing)\b|\b[xf](?=(?:it|describe|test|context|specify)\b)/g, '')
    .replace(/(?:\{ ?)?\b(?:skip|only|todo): ?(?:true|'[^'\n]*'|"[^"\n]*")(?: ?\})?,? ?/g, '');
}
