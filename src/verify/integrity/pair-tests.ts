import type { ChangedText } from '../changed-text.ts';
import { readTestFile, type TestFile, type TestPart } from './read-test-file.ts';

export type TestChange = Pick<ChangedText, 'path' | 'before' | 'after'> & {
  readonly was: TestFile;
  readonly is: TestFile;
};

/** A test before and after the change. Not there before: new. Not there after: gone. */
export type TestPair = {
  /** Where the test is now; where it was, when it is gone. */
  readonly path: string;
  readonly before: TestPart | null;
  readonly after: TestPart | null;
};

export function readTestChange({ path, before, after }: ChangedText): TestChange {
  return { path, before, after, was: readTestFile(path, before ?? ''), is: readTestFile(path, after ?? '') };
}

/** Finds each test again: by its title in its file, by its title in another one, and by what is in it under another title. */
export function pairTests(changes: readonly TestChange[]): readonly TestPair[] {
  const gone = changes.flatMap(({ path, was }) => was.parts.map((part) => ({ path, part })));
  const present = changes.flatMap(({ path, is }) => is.parts.map((part) => ({ path, part })));
  const ways = [
    ({ path, part }: Placed) => `${path}\0${part.title ?? ''}\0${part.title === null}`,
    ({ part }: Placed) => part.title,
    ({ part }: Placed) => (part.title === null ? null : bodyOf(part)),
  ];
  const start: Pairing = { pairs: [], gone, present };
  const paired = ways.reduce(pairBy, start);
  const { pairs, gone: lost, present: added } = pairAlike(paired);
  return [
    ...pairs,
    ...lost.map(({ path, part }) => ({ path, before: part, after: null })),
    ...added.map(({ path, part }) => ({ path, before: null, after: part })),
  ];
}

type Placed = { readonly path: string; readonly part: TestPart };
type Pairing = {
  readonly pairs: readonly TestPair[];
  readonly gone: readonly Placed[];
  readonly present: readonly Placed[];
};

/** Equal keys are paired in order. `null` is equal to nothing. */
function pairBy({ pairs, gone, present }: Pairing, keyOf: (placed: Placed) => string | null): Pairing {
  const waiting = Map.groupBy(present.toReversed(), keyOf);
  const found = new Map<Placed, Placed>();
  for (const placed of gone) {
    const key = keyOf(placed);
    const partner = key === null ? undefined : waiting.get(key)?.pop();
    if (partner !== undefined) found.set(placed, partner);
  }
  const taken = new Set(found.values());
  return {
    pairs: [...pairs, ...[...found].map(([from, to]) => ({ path: to.path, before: from.part, after: to.part }))],
    gone: gone.filter((placed) => !found.has(placed)),
    present: present.filter((placed) => !taken.has(placed)),
  };
}

function bodyOf({ lines }: TestPart): string | null {
  const skeletons = lines.map(({ skeleton }) => skeleton);
  return skeletons.join('').length < 12 ? null : skeletons.join('\n');
}

const maxCompared = 60;
const maxLines = 400;

/** A test whose title and a few lines were changed. Only among few, since each is held against each. */
function pairAlike(pairing: Pairing): Pairing {
  const { gone, present } = pairing;
  const titled = ({ part }: Placed) => part.title !== null && part.lines.length <= maxLines;
  let left = present.filter(titled).slice(0, maxCompared);
  const found = gone
    .filter(titled)
    .slice(0, maxCompared)
    .flatMap((from) => {
      const to = left.find(({ path, part }) => path === from.path && likeness(from.part, part) >= 0.6);
      left = left.filter((placed) => placed !== to);
      return to === undefined ? [] : [{ from, to }];
    });
  return {
    pairs: [...pairing.pairs, ...found.map(({ from, to }) => ({ path: to.path, before: from.part, after: to.part }))],
    gone: gone.filter((placed) => !found.some(({ from }) => from === placed)),
    present: present.filter((placed) => !found.some(({ to }) => to === placed)),
  };
}

/** The share of lines that both have. A line that only closes something says nothing. */
function likeness(one: TestPart, other: TestPart): number {
  const [these, those] = [spokenLines(one), spokenLines(other)];
  const shared = [...these].filter((line) => those.has(line)).length;
  return shared / Math.max(1, these.size, those.size);
}

function spokenLines({ lines }: TestPart): ReadonlySet<string> {
  return new Set(lines.map(({ skeleton }) => skeleton).filter((skeleton) => /\w{2}/.test(skeleton)));
}
