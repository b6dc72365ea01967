/** An element with what is inside it; its text is left out. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
};

/**
 * Reads a document, and `null` when it is not well-formed. There is no document type and no entity but the five of XML and
 * numbers, so that nothing is expanded or fetched. Each character is looked at a bounded number of times.
 */
export function parseXml(text: string): XmlElement | null {
  const root: Open = { name: '', attributes: new Map(), children: [] };
  const open = [root];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const next = readNext(text, at, open);
    if (next === null) return null;
    at = next;
  }
  const [element, second] = root.children;
  return open.length === 1 && element !== undefined && second === undefined ? element : null;
}

type Open = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
};

const maxDepth = 50;
const passedOver = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
] as const;

/** Where it goes on; `null` when it cannot. */
function readNext(text: string, at: number, open: Open[]): number | null {
  if (text[at] !== '<') return readText(text, at, open);
  const found = passedOver.find(([start]) => text.startsWith(start, at));
  if (found !== undefined) return after(text.indexOf(found[1], at + found[0].length), found[1].length);
  return text[at + 1] === '/' ? readClosing(text, at, open) : readOpening(text, at, open);
}

function readText(text: string, at: number, open: Open[]): number | null {
  const end = text.indexOf('<', at);
  const stop = end === -1 ? text.length : end;
  return open.length > 1 || text.slice(at, stop).trim() === '' ? stop : null;
}

function after(found: number, length: number): number | null {
  return found === -1 ? null : found + length;
}

function readClosing(text: string, at: number, open: Open[]): number | null {
  const closing = matchAt(/<\/([\w.:-]{1,100})\s*>/y, text, at);
  if (closing === null || open.length === 1 || open.pop()?.name !== closing[1]) return null;
  return at + closing[0].length;
}

function readOpening(text: string, at: number, open: Open[]): number | null {
  const opening = matchAt(/<([A-Za-z_][\w.:-]{0,99})/y, text, at);
  if (opening === null || open.length > maxDepth) return null;
  const [start, name = ''] = opening;
  const attributes = new Map<string, string>();
  let position = at + start.length;
  for (let pair = matchAt(attribute, text, position); pair !== null; pair = matchAt(attribute, text, position)) {
    const value = decode(pair[2] ?? pair[3] ?? '');
    if (value === null || attributes.has(pair[1] ?? '')) return null;
    attributes.set(pair[1] ?? '', value);
    position += pair[0].length;
  }
  const end = matchAt(/\s*(\/?)>/y, text, position);
  if (end === null) return null;
  const element: Open = { name, attributes, children: [] };
  open.at(-1)?.children.push(element);
  if (end[1] === '') open.push(element);
  return position + end[0].length;
}

const attribute = /\s+([\w.:-]{1,100})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(value: string): string | null {
  let isSound = true;
  const decoded = value.replaceAll(
    /&(?:#x([0-9a-fA-F]{1,6});|#(\d{1,7});|(lt|gt|amp|quot|apos);)?/g,
    (_, hex, number, name) => {
      const code = name === undefined ? Number.parseInt(hex ?? number ?? '', hex === undefined ? 10 : 16) : 0;
      if (name !== undefined) return named[name] ?? '';
      isSound &&= code <= 0x10_ff_ff;
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
    },
  );
  return isSound ? decoded : null;
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
