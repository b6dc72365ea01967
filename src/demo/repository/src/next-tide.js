/**
 * The first event after `now`, of one kind when it is given; `null` when the table ends before.
 *
 * @param {{ at: Date, kind: 'high' | 'low', metres: number }[]} table
 * @param {Date} now
 * @param {'high' | 'low'} [kind]
 */
export function nextTide(table, now, kind) {
  return table.find((tide) => tide.at > now && (kind === undefined || tide.kind === kind)) ?? null;
}
