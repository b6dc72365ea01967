import { npmPackage } from '../../support/layered-runs.ts';

const idle = "assert.equal(require('./app').wait, 2000)";

/** A package with one dependency, a bug, and twenty tests in five files, one of which shows it. */
export const provedPackage: Readonly<Record<string, string>> = {
  ...npmPackage(),
  'app.js': appWith('x + x + 1'),
  'app.test.js': testFile(4, "assert.equal(require('./app').double(2), 4)"),
  ...Object.fromEntries(Array.from({ length: 4 }, (_, file) => [`part-${file}.test.js`, testFile(4)])),
};

export const mended = appWith('x + x');

function appWith(double: string): string {
  return `exports.wait = require('ms')('2s');\nexports.double = (x) => ${double};\n`;
}

function testFile(count: number, first = idle): string {
  const tests = Array.from({ length: count }, (_, index) => testOf(index, index === 0 ? first : idle));
  return ["const assert = require('node:assert');", "const { test } = require('node:test');", ...tests, ''].join('\n');
}

/** As long as a small test with some work in it. */
function testOf(index: number, line: string): string {
  return `test('${index}', async () => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  ${line};
});`;
}
