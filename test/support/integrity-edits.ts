import { expect, test } from 'vitest';
import type { ChangedText } from '../../src/verify/changed-text.ts';
import { checkIntegrity } from '../../src/verify/check-integrity.ts';
import { weakens } from '../../src/verify/integrity/severity-of.ts';
import type { IntegrityFinding, TestCommand } from '../../src/verify/suite.ts';

export type Kind = IntegrityFinding['kind'];
export type Edit = readonly [path: string, before: string, after: string];

export const command: TestCommand = { command: 'npm test', script: 'runner', env: {}, runner: 'exit-code' };
export const fix: ChangedText = { path: 'lib/fix.txt', before: 'a', after: 'b' };

export function kindsOf(...changes: readonly ChangedText[]): readonly Kind[] {
  return checkIntegrity([fix, ...changes], { command, isExitCodeOnly: false }).map(({ kind }) => kind);
}

/** The same text on both sides is silent, and so is taking the cheat back: nothing but the cheat can be what is found. */
export function isFoundAs(kind: Kind, cheats: readonly Edit[], blocks: boolean): void {
  test.for(cheats)(`${kind}: %s: %j became %j`, ([path, before, after]) => {
    expect(kindsOf({ path, before, after })).toContain(kind);
    for (const honest of [
      { path, before, after: before },
      { path, before: after, after },
      { path, before: after, after: before },
    ])
      expect(kindsOf(honest)).not.toContain(kind);
  });

  test(`${kind} ${blocks ? 'takes the weight from passing tests' : 'is only told'}`, () => {
    expect(weakens(kind)).toBe(blocks);
  });
}

export function isSilentAbout(kind: Kind, edits: readonly Edit[]): void {
  test.for(edits)(`no ${kind}: %s: %j became %j`, ([path, before, after]) => {
    expect(kindsOf({ path, before, after })).not.toContain(kind);
  });
}
