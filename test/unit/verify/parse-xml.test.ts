import { expect, test } from 'vitest';
import { parseXml } from '../../../src/verify/parse-xml.ts';

test('reads elements, attributes and the entities of XML', () => {
  const text = `<?xml version="1.0"?>\n<!-- <b> --><a x='1 &lt; "2"' y="&#65;&#x42;"><b/>text &amp; more<![CDATA[</a>]]></a>\n`;

  const root = parseXml(text);

  expect(root?.name).toBe('a');
  expect([...(root?.attributes ?? [])]).toEqual([
    ['x', '1 < "2"'],
    ['y', 'AB'],
  ]);
  expect(root?.children.map(({ name }) => name)).toEqual(['b']);
});

test.for([
  ['a document type', '<!DOCTYPE a><a/>'],
  ['an entity of its own', '<a x="&b;"/>'],
  ['an entity without an end', '<a x="&lt"/>'],
  ['a character that does not exist', '<a x="&#x110000;"/>'],
  ['elements that cross', '<a><b></a></b>'],
  ['an element that is not closed', '<a><b></b>'],
  ['an element too many that is closed', '<a/></a>'],
  ['two roots', '<a/><b/>'],
  ['text outside', 'a<a/>'],
  ['an attribute twice', '<a x="1" x="2"/>'],
  ['a comment without an end', '<a/><!--'],
  ['too many elements inside one another', `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`],
  ['nothing', ''],
] as const)('refuses %s', ([, text]) => {
  expect(parseXml(text)).toBeNull();
});

test.for([
  ['space', `<a${' '.repeat(1_000_000)}`],
  ['openings', '<a '.repeat(300_000)],
  ['comments', `<a>${'<!--'.repeat(300_000)}`],
  ['ampersands', `<a x="${'&'.repeat(1_000_000)}"/>`],
] as const)('a megabyte of %s is refused at once', ([, text]) => {
  expect(parseXml(text)).toBeNull();
});
