import { describe, expect, test } from 'vitest';
import { branchName, isOwnBranch } from '../../src/git/branch-name.ts';
import { makePublishable } from '../../src/report/make-publishable.ts';
import { renderPullRequest } from '../../src/report/render-pull-request.ts';
import { attackFamilies } from '../support/attack-families.ts';
import { attacksOnReaders } from '../support/attacks-on-readers.ts';
import { hasCmark } from '../support/ensure-cmark.ts';
import { liveParts, livePartsOfPlainText } from '../support/live-parts.ts';
import { outgoingDocuments, outgoingPlainTexts } from '../support/outgoing-texts.ts';
import { hostileFacts } from '../unit/report/hostile-facts.ts';

describe.skipIf(!hasCmark())('rendered by the renderer of GitHub', () => {
  const harmless = outgoingDocuments('word').map(liveParts);
  const harmlessPlain = outgoingPlainTexts('word').map(livePartsOfPlainText);

  test.for(attacksOnReaders)('%s acts when nobody sanitises it', ([, attack]) => {
    expect(liveParts(attack)).not.toEqual([]);
  });

  test.for(attacksOnReaders)('%s changes nothing but words, wherever it stands', ([, attack]) => {
    expect(outgoingDocuments(attack).map(liveParts)).toEqual(harmless);
  });

  test.for(attacksOnReaders)('%s does nothing in a title, a commit or beside a line', ([, attack]) => {
    expect(outgoingPlainTexts(attack).map(livePartsOfPlainText)).toEqual(harmlessPlain);
  });

  describe.for(attackFamilies)('%s', ([, attacks]) => {
    const whole = liveParts(outgoingDocuments('word').join('\n\n'));

    test.for(attacks)('%j acts by itself, and nowhere once it is published', (attack) => {
      expect(liveParts(attack)).not.toEqual([]);
      expect(liveParts(outgoingDocuments(attack).join('\n\n'))).toEqual(whole);
      expect(outgoingPlainTexts(attack).map(livePartsOfPlainText)).toEqual(harmlessPlain);
    });

    test.for(attacks)('%j names a branch with letters and digits alone, and orders nothing by it', (attack) => {
      const branch = branchName(12, attack, 2);

      expect(isOwnBranch(branch)).toBe(true);
      expect(livePartsOfPlainText(branch)).toEqual([]);
    });

    test.for(attacks)('%j in a template of the repository adds headings, boxes and words', (attack) => {
      const facts = makePublishable(hostileFacts('word'), []);
      const template = `## Description\n\n${attack}\n\n## ${attack}\n\n- [x] ${attack}\n`;
      const without = new Set(liveParts(renderPullRequest(facts).body));

      const parts = liveParts(renderPullRequest(makePublishable({ ...facts, template }, [])).body);

      expect(parts.filter((part) => !without.has(part) && !isOfTemplates(part))).toEqual([]);
      expect(parts.filter((part) => part.startsWith('HTML <!--'))).toHaveLength(1);
    });
  });

  test('what is ours does act: one closing word, the issue, our folds and our marker', () => {
    const [draft = [], ready = []] = harmless;

    expect(draft.filter((part) => /^closing|^reference/.test(part))).toEqual(['reference #12']);
    expect(ready.filter((part) => part.startsWith('closing'))).toEqual(['closing Fixes #12']);
    expect(ready.filter((part) => part.startsWith('HTML <!--'))).toEqual(['HTML <!-- sandpiper:run=run-7 -->']);
    expect(new Set(draft.filter((part) => part.startsWith('HTML <') && !part.includes('summary')))).toEqual(
      new Set(['HTML </details>', 'HTML <!-- sandpiper:run=run-7 -->']),
    );
  });

  test('texts of pieces of attacks, put together by chance, change nothing but words', () => {
    const random = numbers(20_261_125);
    const texts = Array.from({ length: 30 }, () => Array.from({ length: 14 }, () => pick(pieces, random)).join(''));

    expect(texts.filter((text) => liveParts(text).length > 0).length).toBeGreaterThan(25);
    for (const text of texts) expect(outgoingDocuments(text).map(liveParts), JSON.stringify(text)).toEqual(harmless);
  }, 120_000);
});

/** A heading, its emphasis where it is open, and a box that is not ticked. */
function isOfTemplates(part: string): boolean {
  return /^<(?:h3|em|input type="checkbox" disabled="" \/)>$/.test(part);
}

const pieces = [
  ...[
    '`',
    '``',
    '```',
    '\n```',
    '~~~',
    '\n\n',
    '\n',
    '\\',
    '|',
    '*',
    '**',
    '_',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '&',
    '#',
  ],
  ...[
    '@',
    '@x',
    '$',
    ':',
    '/',
    '!',
    '- ',
    '1. ',
    '> ',
    '    ',
    '\t',
    'a',
    ' ',
    '#1',
    'GH-2',
    'Fixes ',
    'https://e.example',
  ],
  ...[
    'www.e.example',
    '[^1]',
    '[^1]: ',
    '[x]',
    '<b>',
    '</details>',
    '<!--',
    '-->',
    '&#64;',
    '&lt;',
    '::error::',
    '[skip ci]',
  ],
  ...[
    '/retry',
    '---',
    '===',
    '| - | - |',
    '0123abc',
    'x@e.example',
    ':+1:',
    '\u200b',
    '\u202e',
    '\r',
    '\u001b[0m',
    '~~',
  ],
];

function pick(from: readonly string[], random: () => number): string {
  return from[Math.floor(random() * from.length)] ?? '';
}

/** The same numbers every time, from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
