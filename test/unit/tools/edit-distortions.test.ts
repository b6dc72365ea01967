import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyEdits } from '../../../src/tools/edit/apply-edits.ts';

/** Files of this repository stand for those the tools will meet. */
const corpus = filesBelow(join(import.meta.dirname, '../../../src')).filter((text) => text.split('\n').length > 20);

/** A generator of pseudo-random numbers, so that what fails fails again. */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Random = ReturnType<typeof randomFrom>;
type Lines = readonly string[];

/** How a model gets lines wrong that it means to be those of the file; the same for the old and the new ones. `null`: it cannot. */
type Distortion = (line: string) => string | null;

const distortions: Readonly<Record<string, (random: Random) => Distortion>> = {
  'not at all': () => (line) => line,
  'deeper by some spaces': (random) => {
    const prefix = ' '.repeat(1 + random(8));
    return (line) => (line === '' ? line : prefix + line);
  },
  'shallower by some spaces': (random) => {
    const prefix = ' '.repeat(1 + random(8));
    return (line) => (line === '' || line.startsWith(prefix) ? line.slice(prefix.length) : null);
  },
  'with tabs': (random) => {
    const width = [2, 4][random(2)] ?? 2;
    return (line) => {
      const indent = indentOf(line);
      return indent.length % width === 0 ? '\t'.repeat(indent.length / width) + line.slice(indent.length) : null;
    };
  },
  'with twice the indentation': () => (line) => indentOf(line) + line,
  'with half the indentation': () => (line) => {
    const { length } = indentOf(line);
    return length % 2 === 0 ? line.slice(length / 2) : null;
  },
  'with spaces at the ends': (random) => (line) => (line === '' ? line : line + ' '.repeat(random(3))),
  'with typographic quotes': () => (line) => line.replaceAll("'", '’').replaceAll('"', '”').replaceAll(' - ', ' – '),
  'with some lines out of step': (random) => {
    const chance = 2 + random(4);
    let isFirst = true;
    return (line) => {
      const isLeft = line.trim() === '' || isFirst || random(chance) > 0;
      isFirst &&= line.trim() === '';
      return isLeft ? line : ` ${line}`;
    };
  },
};

function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? '';
}

/** What is done to lines of the file, as an honest edit would: `null` where it cannot be done. */
const intentions: Readonly<Record<string, (lines: Lines, random: Random) => Lines | null>> = {
  'change a line': (lines, random) => {
    const at = random(lines.length);
    return lines.map((line, index) => (index === at && line.trim() !== '' ? `${line} // changed` : line));
  },
  'insert a line': (lines, random) => {
    const at = random(lines.length);
    const indent = indentOf(lines[at] ?? '');
    return lines.toSpliced(at, 0, `${indent}inserted();`);
  },
  'insert a block': (lines, random) => {
    const at = random(lines.length);
    const indent = indentOf(lines[at] ?? '');
    return lines.toSpliced(at, 0, `${indent}if (inserted) {`, `${indent}  run();`, `${indent}}`);
  },
  'take a line out': (lines, random) => (lines.length > 1 ? lines.toSpliced(random(lines.length), 1) : null),
};

test.for(Object.keys(distortions))('an edit written %s is made as it was meant, or refused', (name) => {
  const random = randomFrom(name.length * 7_919);
  const tally = { made: 0, refused: 0 };

  for (let round = 0; round < 1_000; round += 1) {
    const wrong = tryOne(distortions[name]?.(random) ?? expect.unreachable(name), random, tally);

    expect(wrong).toBeNull();
  }

  expect(tally.made + tally.refused).toBeGreaterThan(50);
});

test('edits that are written faithfully are made', () => {
  const random = randomFrom(1);
  const tally = { made: 0, refused: 0 };

  for (let round = 0; round < 1_000; round += 1) tryOne((line) => line, random, tally);

  expect(tally.made).toBeGreaterThan(tally.refused * 10);
});

/** `null` unless bytes were written that nobody meant. */
function tryOne(distort: Distortion, random: Random, tally: { made: number; refused: number }) {
  const lines = (corpus[random(corpus.length)] ?? '').split('\n');
  const first = random(lines.length - 12);
  const block = lines.slice(first, first + 1 + random(10));
  const meant = Object.values(intentions)[random(4)]?.(block, random) ?? null;
  if (meant === null || meant.join('\n') === block.join('\n')) return null;
  const distorted = new Map([...new Set([...block, ...meant])].map((line) => [line, distort(line)] as const));
  if ([...distorted.values()].includes(null)) return null;
  const written = (some: Lines) => some.map((line) => distorted.get(line) ?? line);
  const [old, fresh] = [written(block).join('\n'), written(meant).join('\n')];
  // What is in the file to the byte is what was named, though it be in another place.
  if (isNamedElsewhere(lines, block, old)) return null;
  const edited = applyEdits(lines.join('\n'), [{ old, new: fresh, replace_all: false }]);
  tally[edited.ok ? 'made' : 'refused'] += 1;
  // Where the old lines are the file's own, the new ones are what they say.
  const isSame = written(block).every((line, at) => line.trimEnd() === block[at]?.trimEnd());
  const after = isSame ? written(meant) : meant;
  const intended = lines.toSpliced(first, block.length, ...after).join('\n');
  return !edited.ok || isMeant(edited.text, intended) ? null : { old, new: fresh, got: edited.text, intended };
}

function isNamedElsewhere(lines: Lines, block: Lines, old: string): boolean {
  return old !== block.join('\n') && `\n${lines.join('\n')}`.includes(`\n${old.replace(/^\n|\n$/g, '')}`);
}

/** What the model itself put at the end of a line that it wrote is its own affair. */
function isMeant(got: string, intended: string): boolean {
  const strip = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  return strip(got) === strip(intended);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => {
      if (statSync(path).isDirectory()) return path.endsWith('repository') ? [] : filesBelow(path);
      return path.endsWith('.ts') ? [readFileSync(path, 'utf8')] : [];
    });
}
