/**
 * How many items the lists under such keys have, in the ways settings are written: `key: [a, b]`, `key = a, b`, and one item a
 * line below the key. Counted by words, without knowing the format; equally wrong before and after a change.
 */
export function listItems(text: string, key: RegExp): number {
  const lines = text.split('\n').filter((line) => /\S/.test(line));
  return lines.reduce<Reading>((reading, line) => readLine(reading, line, key), { open: null, count: 0 }).count;
}

/** `open`: how deep the key of the list stands that is being read. */
type Reading = { readonly open: number | null; readonly count: number };

function readLine({ open, count }: Reading, line: string, key: RegExp): Reading {
  const indent = line.search(/\S/);
  const isInside = open !== null && indent > open;
  const entry = isInside ? null : head.exec(line);
  if (entry !== null && key.test(entry[1] ?? '')) return { open: indent, count: count + items(entry[2] ?? '') };
  if (isInside || (open !== null && entry === null && /^\s{0,80}["'\])}-]/.test(line)))
    return { open, count: count + items(line) };
  return { open: null, count };
}

const head = /^\s{0,80}["']?([\w.-]{1,60})["']?\s{0,20}[:=]\s{0,20}(.{0,1900})/;

function items(text: string): number {
  const words = text.slice(0, 2000).split(/[,\s]+/);
  return words.filter((word) => /\w/.test(word) && !/^(?:true|false|null)$/.test(word)).length;
}
