import { describe, expect, test } from 'vitest';
import { inertTitle } from '../../src/report/inert-title.ts';
import { makePublishable } from '../../src/report/make-publishable.ts';
import { renderCheckRun } from '../../src/report/render-check-run.ts';
import { renderLivingComment } from '../../src/report/render-living-comment.ts';
import { renderPullRequest } from '../../src/report/render-pull-request.ts';
import { attacksOnReaders } from '../support/attacks-on-readers.ts';
import { hasCmark } from '../support/ensure-cmark.ts';
import { liveParts, livePartsOfPlainText } from '../support/live-parts.ts';
import { hostileComments, hostileFacts, hostileProof } from '../unit/report/hostile-facts.ts';

const record = { runId: 'run-7', anchor: { seq: 52, hash: 'c0ffee'.padEnd(64, '0') } };

/** Everything that leaves, as it leaves: cleaned, then rendered. */
function documentsWith(text: string): readonly string[] {
  const facts = makePublishable(hostileFacts(text), []);
  const notApplicable = { ...hostileProof(text), failFirst: { kind: 'not-applicable', because: text } } as const;
  const ready = { ...facts, proof: { ...facts.proof, verdict: 'verified', findings: [] } } as const;
  return [
    renderPullRequest(facts).body,
    renderPullRequest({ ...ready, attempt: { ...facts.attempt, unresolved: [] } }).body,
    renderPullRequest({ ...facts, issue: { ...facts.issue, number: null }, recordedAt: text }).body,
    renderCheckRun(makePublishable(hostileProof(text), []), record).summary,
    renderCheckRun(makePublishable(notApplicable, []), record).summary,
    ...makePublishable(hostileComments(text), []).map(renderLivingComment),
  ];
}

function plainTextsWith(text: string): readonly string[] {
  const check = renderCheckRun(makePublishable(hostileProof(text), []), record);
  return [inertTitle(text, 120), check.title, ...check.annotations.flatMap(({ title, message }) => [title, message])];
}

describe.skipIf(!hasCmark())('rendered by the renderer of GitHub', () => {
  const harmless = documentsWith('word').map(liveParts);

  test.for(attacksOnReaders)('%s acts when nobody sanitises it', ([, attack]) => {
    expect(liveParts(attack)).not.toEqual([]);
  });

  test.for(attacksOnReaders)('%s changes nothing but words, wherever it stands', ([, attack]) => {
    expect(documentsWith(attack).map(liveParts)).toEqual(harmless);
  });

  test.for(attacksOnReaders)('%s does nothing in a title or beside a line', ([, attack]) => {
    expect(plainTextsWith(attack).flatMap(livePartsOfPlainText)).toEqual([]);
  });

  test('what is ours does act: one closing word, the issue, our folds and our marker', () => {
    const [draft = [], ready = []] = harmless;

    expect(draft.filter((part) => /^closing|^reference/.test(part))).toEqual(['reference #12', 'reference #12']);
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
    for (const text of texts) expect(documentsWith(text).map(liveParts), JSON.stringify(text)).toEqual(harmless);
  }, 120_000);
});

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
