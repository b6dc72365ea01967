import { redactor } from '../../../src/report/redact.ts';
import type { Row } from '../row.ts';
import { percentile } from '../samples.ts';
import { oneAlternation } from './one-alternation.ts';

const megabytes = 10;

/** The wanted 50 MB/s. */
const targetMs = megabytes * 20;

/** As many as a run knows: tokens of two kinds, the model's key, the webhook's secret and the app's private key. */
const secrets = [
  ...[1, 2, 3, 4].map((at) => `${at}ghs_key/value+with=odd&chars~${at * 7_919}xyzQW`),
  Array.from({ length: 25 }, (_, at) =>
    Buffer.from(`line ${at} of a key, which is long enough`).toString('base64'),
  ).join('\n'),
];

/** Logs as tests print them, and those that have the most of what the patterns look for first. */
export async function measureRedaction(): Promise<readonly Row[]> {
  return Object.entries(lines).flatMap(([name, line]) => rowsOf(name, logOf(line)));
}

const lines: Readonly<Record<string, (at: number) => string>> = {
  'a test log': (at) =>
    `  ✔ test/unit/n${at}.test.ts > adds ${at} (${at % 97} ms) at run (/workspace/src/a${at}.ts:${at % 89}:5)`,
  'a log in ASCII': (at) =>
    `ok ${at} - test/unit/n${at}.test.ts adds ${at} # time=${at % 97}ms at run (/workspace/src/a${at}.ts:5)`,
  'a log of addresses': (at) =>
    `npm http fetch GET 200 https://registry.example/@scope/name-${at}/-/name-${at}.tgz ${at % 997}ms`,
  'a log of base64': (at) =>
    Buffer.from(`${at * 7_919} some bytes that mean nothing at all ${at * 104_729}`).toString('base64'),
  'a log of near misses': (at) =>
    `sk-${at} ghp_ eyJ${at} bearer of ${at} npm_config authorization: none _auth x://y:${at} AKIA xoxb`,
};

function logOf(line: (at: number) => string): string {
  let text = '';
  for (let at = 0; text.length < megabytes * 1_000_000; at += 1) text += `${line(at)}\n`;
  // Made flat, as a text that was read is.
  return Buffer.from(Buffer.from(text).subarray(0, megabytes * 1_000_000)).toString();
}

function rowsOf(name: string, text: string): readonly Row[] {
  const samples = timesOf(redactor(secrets), text);
  const baselineSamples = timesOf(oneAlternation(secrets), text);
  const measured = percentile(samples, 50);
  const figure = `redaction of ${megabytes} MB, ${name}`;
  const baseline = { name: 'one alternation', value: percentile(baselineSamples, 50) };
  return [
    { figure, unit: 'ms', measured, baseline: null, target: targetMs, samples, baselineSamples: [] },
    { figure, unit: 'ms', measured, baseline, target: 1, samples, baselineSamples },
  ];
}

function timesOf(hide: (text: string) => string, text: string): readonly number[] {
  hide(text.slice(0, 100_000));
  return Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    hide(text);
    return performance.now() - startedAt;
  });
}
