import { oneLine } from './one-line.ts';

const MAX_IMAGES = 20;

/**
 * The images and videos of a text on GitHub, each as a line: what its author calls it, and where it is. Without the query of its
 * address, in which GitHub puts a short-lived key.
 */
export function listImages(text: string): readonly string[] {
  const targets = new Map(
    [...text.matchAll(DEFINITION)].map(([, name = '', target = '']) => [name.toLowerCase(), target]),
  );
  const found = [
    ...[...text.matchAll(INLINE)].map(([, alt = '', target = '']) => ({ alt, target })),
    ...[...text.matchAll(REFERENCE)].map(([, alt = '', name = '']) => ({
      alt,
      target: targets.get((name || alt).toLowerCase()) ?? '',
    })),
    ...[...text.matchAll(TAG)].map(([, attributes = '']) => ({
      alt: attributeOf(attributes, 'alt'),
      target: attributeOf(attributes, 'src'),
    })),
    ...[...text.matchAll(ATTACHMENT)].map(([target]) => ({ alt: '', target })),
  ].filter(({ target }) => target !== '');
  const named = new Map<string, string>();
  for (const { alt, target } of found) {
    const place = placeOf(target);
    if (!named.has(place)) named.set(place, oneLine(alt));
  }
  return [...named]
    .slice(0, MAX_IMAGES)
    .map(([place, alt]) => `${JSON.stringify(alt || 'no description')} at ${place}`);
}

// Each quantifier is bounded: these run over text that anybody can write.
const INLINE = /!\[([^\]\n]{0,300})\]\(\s{0,5}<?([^)\s>]{1,2000})/g;
const REFERENCE = /!\[([^\]\n]{1,300})\](?:\[([^\]\n]{0,100})\]|(?![[(:]))/g;
const DEFINITION = /^ {0,3}\[([^\]\n]{1,100})\]: {0,5}<?([^\s>]{1,2000})/gm;
const TAG = /<(?:img|video|source)\b([^>]{0,1000})>/gi;
const ATTACHMENT = /https:\/\/github\.com\/user-attachments\/assets\/[\w-]{1,80}/g;

function attributeOf(attributes: string, name: string): string {
  const match = new RegExp(
    `\\b${name}\\s{0,5}=\\s{0,5}(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\\s"']{1,1000}))`,
    'i',
  ).exec(attributes);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
}

function placeOf(target: string): string {
  if (target.startsWith('data:')) return 'the text itself (inline data)';
  const url = URL.parse(target);
  return oneLine(url === null ? (target.split(/[?#]/, 1)[0] ?? '') : `${url.host}${url.pathname}`);
}
