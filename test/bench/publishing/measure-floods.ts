import { redactor } from '../../../src/report/redact.ts';
import { oneAlternation } from '../report/one-alternation.ts';
import type { Row } from '../row.ts';
import { percentile } from '../samples.ts';

const megabytes = 5;

/** The wanted 50 MB/s. */
const targetMs = megabytes * 20;

/** As many as a run knows: tokens, the model's key, the webhook's secret and the app's private key. */
const secrets = [
  ...[1, 2, 3, 4].map((at) => `${at}ghs_key/value+with=odd&chars~${at * 7_919}xyzQW`),
  Array.from({ length: 25 }, (_, at) => Buffer.from(`line ${at} of a key, long enough`).toString('base64')).join('\n'),
];

const letters = 'abcdefghijklmnopqrs';

/** What is printed by machines, and what somebody prints who knows where each pattern looks for longest. */
const lines: Readonly<Record<string, (at: number) => string>> = {
  'a plain log': (at) => `ok ${at} - test/unit/n${at}.test.ts adds ${at} at run (/workspace/src/a${at}.ts:5)\n`,
  'one line of base64': (at) =>
    Buffer.from(`${at * 7_919} some bytes of no meaning ${at * 104_729}`).toString('base64'),
  'lines of JSON': (at) =>
    `${JSON.stringify({ level: 30, time: at, msg: 'A "request"', url: `https://a.example/${at}` })}\n`,
  'minified code': (at) =>
    `function a${at}(e,t){return e.n${at}?t(e):r(${at},{a:"b",c:[1,2],d:function(){return this.x}})}`,
  'one letter': () => 'a'.repeat(100),
  'a flood of ghp_': () => 'ghp_'.repeat(25),
  'a flood of tokens too short by one': () => `ghs_${letters} `,
  'a flood of AKIA': () => 'AKIA'.repeat(25),
  'a flood of AKIA and what is nearly a key': () => ' AKIAABCDEFGHIJKLMNO',
  'a flood of eyJ': () => `${'eyJ'.repeat(30)}\n`,
  'a flood of eyJ and blanks that are none': () => 'eyJ-',
  'a flood of two thirds of a web token': () => ' eyJabcdefgh.eyJabcdefgh.abc',
  'a flood of keys without an end': () => '-----BEGIN PRIVATE KEY-----\n',
  'a flood of -----BEGIN': () => '-----BEGIN ',
  'a flood of -----BEGIN with a long name': () => `-----BEGIN ${'A '.repeat(19)}`,
  'a flood of bearer': () => 'bearer ',
  'a flood of addresses with a user': () => `https://user:${'a'.repeat(256)} `,
};

/** Against everything that is looked for as one expression. */
export async function measureFloods(): Promise<readonly Row[]> {
  const hide = redactor(secrets);
  const hideAtOnce = oneAlternation(secrets);
  return Object.entries(lines).flatMap(([name, line]) => {
    const text = textOf(line);
    hide(text.slice(0, 100_000));
    const samples = timesOf(() => hide(text));
    const baselineSamples = timesOf(() => hideAtOnce(text), 1);
    const baseline = { name: 'one alternation', value: percentile(baselineSamples, 50) };
    const figure = `redaction of ${megabytes} MB, ${name}`;
    const measured = { figure, unit: 'ms', measured: percentile(samples, 50), samples } as const;
    return [
      { ...measured, baseline: null, target: targetMs, baselineSamples: [] },
      { ...measured, baseline, target: 1, baselineSamples },
    ];
  });
}

function textOf(line: (at: number) => string): string {
  let text = '';
  for (let at = 0; text.length < megabytes * 1_000_000; at += 1) text += line(at);
  // Made flat, as a text that was read is.
  return Buffer.from(Buffer.from(text).subarray(0, megabytes * 1_000_000)).toString();
}

/** Of the processor, since nothing is waited for: what others do on the machine does not count. */
function timesOf(work: () => unknown, rounds = 5): readonly number[] {
  return Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
}
