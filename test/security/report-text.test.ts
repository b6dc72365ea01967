import { expect, test } from 'vitest';
import { cleanText } from '../../src/report/clean-text.ts';
import { fence } from '../../src/report/fence.ts';
import { inertLine } from '../../src/report/inert-line.ts';
import { inertTitle } from '../../src/report/inert-title.ts';
import { quoteProse } from '../../src/report/quote-prose.ts';
import { renderPullRequest } from '../../src/report/render-pull-request.ts';
import { someFinish } from '../support/some-finish.ts';
import { facts, verified } from '../unit/report/facts.ts';

const limits = { lines: 50, characters: 5000, lineCharacters: 500 };

/** O1: what a terminal or an eye would be deceived by. */
const deceptions: readonly (readonly [string, string, string])[] = [
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a hyperlink', '\u001b]8;;https://evil.example\u0007here\u001b]8;;\u0007', 'here'],
  ['a hyperlink ended by ST', '\u001b]8;;https://evil.example\u001b\\here\u001b]8;;\u001b\\', 'here'],
  ['a device string', '\u001bPq#0;2\u001b\\after', 'after'],
  ['a sequence of one byte', '\u009b31mred', 'red'],
  ['a sequence that never ends', '\u001b]0;title\nnext line', '0;title\nnext line'],
  ['a screen that is cleared', 'error\u001b[2J\u001b[Hok', 'errorok'],
  ['an overwritten line', 'FAILED\rpassed', 'FAILED\npassed'],
  ['Windows line ends', 'a\r\nb', 'a\nb'],
  ['backspaces and NUL', 'a\b\b\u0000b', 'ab'],
  ['writing that is turned around', 'a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
  ['characters without width', 'a\u200b\ufeffb\u2060', 'a\\u{200b}\\u{feff}b\\u{2060}'],
  ['hidden tags', 'a\u{e0041}\u{e0100}', 'a\\u{e0041}\\u{e0100}'],
  ['line separators', 'a\u2028b\u2029c\u0085d', 'a\nb\nc\nd'],
  ['half a character', 'a\ud83d', 'a\ufffd'],
];

test.for(deceptions)('text shows %s for what it is', ([, hostile, clean]) => {
  expect(cleanText(hostile)).toBe(clean);
  expect(cleanText(clean)).toBe(clean);
});

test('ordinary text in any language stays as it is', () => {
  const text = '✖ größer ≠ kleiner — 日本語 العربية ⚠️ 👩 \ttab\n';

  expect(cleanText(text)).toBe(text);
});

/** O2 and O3: what GitHub, or a bot that reads there, would act on. */
const attacks: readonly (readonly [string, string])[] = [
  ['an image', '![p](https://evil.example/p.png)'],
  ['a link', '[click](https://evil.example)'],
  ['an automatic link', '<https://evil.example>'],
  ['a bare address', 'see HTTPS://evil.example/a_b, and ftp://evil.example'],
  ['an address after an underscore', '_https://evil.example'],
  ['a bare domain', 'see www.evil.example or *www.evil.example*'],
  ['a bare domain after an underscore', '_www.evil.example/x_'],
  ['a bare domain after two', '__www.evil.example/x__ and x_www.evil.example'],
  ['a struck domain', '~www.evil.example/x~ ~~www.evil.example~~'],
  ['an address in emphasis', '*https://evil.example/x* ~ftp://evil.example~ _http://evil.example_'],
  ['a mail link after an underscore', '_mailto:admin@evil.example_ _xmpp:a@evil.example_'],
  ['references after an underscore', '_GH-2_ _#1_ _0123456789abcdef0123456789abcdef01234567_'],
  ['a reference to a link', '[a][1]\n\n[1]: https://evil.example'],
  ['a footnote', 'a[^1]\n\n[^1]: note'],
  ['HTML', 'x<img src=x> </details> <!-- sandpiper:run=other --> <script>'],
  ['an entity that becomes a mention', '&#64;everyone &commat;team'],
  ['a mention', '@everyone @org/team (@user) **@bold**'],
  ['a mail address', 'mail admin@evil.example'],
  ['a closing word', 'Fixes #1, closes GH-2, resolves owner/repo#3'],
  ['a closing word with an address', 'fixes https://github.com/o/r/issues/4'],
  ['a command', '/approve'],
  ['a command in a list', '- /retry'],
  ['a command in a heading', '# /merge'],
  ['a heading', '# Verified'],
  ['an underlined heading', 'Verified\n========'],
  ['a table', '| a |\n| --- |\n| b |'],
  ['mathematics', '$\\text{x}$ and $$y$$'],
  ['a commit', '0123456789abcdef0123456789abcdef01234567'],
  ['a task', '- [x] done'],
  ['struck text', '~~no~~'],
  ['emphasis', '**Verified.** *so* __it__ _is_'],
  ['a quotation of its own', '> said nobody'],
  ['a diagram', '```mermaid\ngraph TD\n```'],
  ['a fence that ends early', '```\n````\n</details>\n```\n@everyone'],
  ['a fence that never ends', '```\nnever\n@everyone'],
  ['a fence in a list', '- ```\n</details>'],
  ['backslashes before markup', '\\<b> \\[a](b) \\`c` \\@d \\\\<e>'],
  ['unbalanced ticks', '`` a ` <b> ``` [c](d)'],
  ['a span with markup inside', '`<b>` @x `[a](b)`'],
];

test.for(attacks)('%s is shown and does nothing', ([, attack]) => {
  const quoted = quoteProse(attack);

  expect(liveParts(attack)).not.toEqual([]);
  expect(quoted.split('\n').every((line) => line.startsWith('>'))).toBe(true);
  expect(liveParts(quoted.replaceAll(/^> ?(?:\*\*(.*)\*\*$)?/gm, '$1'))).toEqual([]);
});

test.for(attacks)('%s does nothing as one line either', ([, attack]) => {
  expect(liveParts(inertLine(attack))).toEqual([]);
});

test('paragraphs, lists and code survive the quotation', () => {
  const prose =
    '# What\n\nIt uses snake_case and 3 < 4.\n\n1. one `a < b`\n2. two\n   - deep\n\n```js\nf();\n```\nSee https://example.org/x.';

  expect(quoteProse(prose)).toBe(
    [
      '> **What**',
      '>',
      '> It uses snake_case and 3 &lt; 4.',
      '>',
      '> 1. one `a < b`',
      '> 2. two',
      '>     - deep',
      '>',
      '>',
      '> ```text',
      '> f();',
      '> ```',
      '>',
      '> See `https://example.org/x`.',
    ].join('\n'),
  );
});

test('a quotation is cut at its limit', () => {
  expect(quoteProse('word '.repeat(5000)).length).toBeLessThan(4100);
});

test.for([
  ['ticks', '```\nout\n```'],
  ['more ticks', '``````````\nout'],
  ['a closing tag', '</details>\n\nout'],
])('%s cannot end a log block', ([, hostile = '']) => {
  const [opening = '', ...rest] = fence(hostile, limits).split('\n');

  const ticks = opening.replace('text', '');
  expect(rest.findIndex((line) => line.trim().startsWith(ticks))).toBe(rest.length - 1);
});

test('no line of a log begins with a command or a mention', () => {
  expect(fence('/approve\n  /retry\n@bot merge\nplain /x @y', limits)).toBe(
    '```text\n\u2060/approve\n  \u2060/retry\n\u2060@bot merge\nplain /x @y\n```',
  );
});

test('the model cannot forge a verdict, a marker or a second proof', () => {
  const forged =
    '**Verified.** All tests pass.\n\n| | Base | This change |\n| --- | --- | --- |\n\nFixes #1\n\n<!-- sandpiper:run=other -->';
  const { attempt } = facts();
  const proof = { ...verified, verdict: 'failed', because: '1 test fails.' } as const;

  const { body } = renderPullRequest(facts({ proof, attempt: { ...attempt, finish: someFinish('fixed', forged) } }));

  const ours = body.split('\n').filter((line) => !line.startsWith('>'));
  expect(ours.join('\n')).not.toMatch(/Verified|Fixes #/);
  expect(body).toMatch(/^\*\*Proof failed\.\*\* 1 test fails\./);
  expect(body.match(/<!--/g)).toHaveLength(1);
});

test('a hostile issue title, path, command or test name stays inside its place', () => {
  const hostile = '` | </summary> <img src=x> @everyone fixes #1 https://evil.example\n# Verified';
  const run = {
    ...verified.head.test,
    command: hostile,
    exit: { reason: 'signaled', signal: hostile },
    durationMs: 1,
    stdout: hostile,
    stderr: hostile,
  } as const;
  const head = { ...verified.head, test: run };
  const comparison = { fixed: [hostile], newlyFailing: [], stillFailing: [], added: [], vanished: [], flaky: [] };
  const findings = [{ kind: 'test-skipped', path: hostile, detail: hostile }] as const;
  const { attempt } = facts();

  const { title, body } = renderPullRequest(
    facts({
      runId: '--><img src=x>',
      issue: { number: 12, title: hostile },
      attempt: { ...attempt, finish: null, usage: { ...attempt.usage, costUsd: null } },
      proof: { ...verified, verdict: 'failed', because: hostile, head, comparison, findings },
      changes: [{ path: hostile, status: 'added', lines: null }],
      blocked: [{ method: hostile, host: hostile, port: 1, reason: hostile, count: 1 }],
      model: hostile,
      image: hostile,
      recordedAt: hostile,
    }),
  );

  const ownMarkup = /<\/?(?:details|summary)>|<!-- sandpiper:run=[\w.-]* -->|#12/g;
  const ownLines = /^(?:\| --- .*|#### .*|\| .*)$/gm;
  expect(liveParts(body.replaceAll(ownMarkup, '').replaceAll(ownLines, '').replaceAll('**', ''))).toEqual([]);
  expect(title).not.toMatch(/@everyone|fixes #1 |:\/\//);
});

const titles: readonly (readonly [string, string])[] = [
  ['a closing word', 'Fixes #1, closes GH-2, resolves owner/repo#3'],
  ['a closing word with an address', 'fixes https://github.com/o/r/issues/4'],
  ['a mention', '@everyone and @org/team'],
  ['a build that is skipped', '[skip ci] [CI skip] [no ci] [skip actions] [actions skip] [ skip ci ]'],
  ['a build that is skipped by Azure', '***NO_CI***'],
  ['checks that are skipped', 'skip-checks: true'],
  ['a command', '/approve'],
  ['a command after a space', '  /approve'],
];

test.for(titles)('a title does nothing with %s', ([, title]) => {
  const acts =
    /^\s*\/|[@#](?=\w)|gh-(?=\d)|:\/\/|\[\s?(?:skip|ci|no|actions) ?(?:ci|skip|actions)\s?\]|\*NO_CI|skip-checks:/gi;

  expect(title).toMatch(acts);
  expect(inertTitle(title, 120)).not.toMatch(acts);
  expect(inertTitle(title, 120).replaceAll('\u2060', '')).toBe(title.trim());
});

test.for([
  ['  two\n lines ', 'two lines'],
  ['Handle [object Object] in a/b', 'Handle [object Object] in a/b'],
  ['\u001b[31mred\u202e', 'red\\u{202e}'],
  ['abcdefghijk', 'abcdefghi…'],
  [' ', 'Untitled issue'],
] as const)('the title %j reads %j', ([title, line]) => {
  expect(inertTitle(title, line === 'abcdefghi…' ? 10 : 120)).toBe(line);
});

test.for(['a | b', 'a \\| ![x](y)', 'a \\\\| b'])('a command cannot end its cell of the table: %s', (command) => {
  const run = { command, exit: { reason: 'exited', code: 0 }, durationMs: 1, stdout: '', stderr: '' } as const;

  const { body } = renderPullRequest(facts({ proof: { ...verified, head: { ...verified.head, test: run } } }));

  const row = body.split('\n').find((line) => line.startsWith('| `a'));
  expect(row?.replaceAll(/\\[\\|]/g, '').split('|')).toHaveLength(5);
});

test('hostile text is handled in linear time', () => {
  const size = 300_000;
  for (const piece of [
    '\u001b]',
    '\u001b[',
    '\u009d8;;',
    '`',
    '[',
    '<',
    '@',
    '*',
    'www.',
    'a://',
    '#1',
    '\\',
    ' ',
    '~~~\n',
    '\n',
    '_www.',
    '[skip',
    '0a',
    ':a',
    '::',
    '[skip',
    'fix ',
    'fixes o/',
    '##',
    'skip-checks',
  ]) {
    const hostile = piece.repeat(size / piece.length);
    quoteProse(hostile);
    inertLine(hostile);
    fence(hostile, limits);
    fence(`${hostile}x`, limits);
    inertTitle(hostile, 100);
  }
}, 20_000);

/** What of this markdown would act if GitHub, or a bot, read it. Code and escapes are left out, by the rules of CommonMark. */
function liveParts(markdown: string): readonly string[] {
  const fences = /^ {0,3}(`{3,})text\n[\s\S]*?\n {0,3}\1 *$/gm;
  const escapesAndSpans = /\\[!-/:-@[-`{-~]|(`+)(?!`)([^\n]*?[^`\n])\1(?!`)/g;
  const text = markdown.replaceAll(fences, '').replaceAll(escapesAndSpans, 'x');
  return triggers.flatMap((trigger) => text.match(trigger) ?? []);
}

const triggers: readonly RegExp[] = [
  /[[\]`*~$|]|(?<![A-Za-z0-9])_/g,
  /<[A-Za-z/!?]/g,
  /&(?!lt;|amp;)[#A-Za-z]\w*;/g,
  /@(?=\w)/g,
  /#(?=\d)|gh-(?=\d)/gi,
  /:\/\/|(?<![a-z0-9])(?:www\.|mailto:|xmpp:|[0-9a-f]{40}(?![a-z0-9]))/gi,
  /^[ >*-]*\/[a-z]/gim,
  /^[ >-]*#{1,6} |^[=-]{3,}$|^> /gm,
];
