const line = /^(\S+)\s+(high|low)\s+(-?\d+(?:\.\d+)?)$/;

/**
 * Reads a tide table, one event on a line, into events in the order of time.
 *
 * @param {string} text
 * @returns {{ at: Date, kind: 'high' | 'low', metres: number }[]}
 */
export function parseTable(text) {
  return text
    .split('\n')
    .map((raw, index) => ({ raw: raw.trim(), number: index + 1 }))
    .filter(({ raw }) => raw !== '' && !raw.startsWith('#'))
    .map(({ raw, number }) => parseLine(raw, number))
    .sort((one, other) => one.at - other.at);
}

function parseLine(raw, number) {
  const [, instant, kind, metres] = line.exec(raw) ?? [];
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) throw new SyntaxError(`Line ${number} is not a tide: ${raw}`);
  return { at, kind, metres: Number(metres) };
}
