import { expect, test } from 'vitest';
import { missingNames } from '../../../src/verify/missing-names.ts';

test.for([
  ["Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/workspace/src/say-tide.js' imported from /w/a.js", 'say-tide'],
  ["Cannot find module '../src/say' from 'test/a.test.js'", 'say'],
  ["SyntaxError: The requested module '../src/a.js' does not provide an export named 'sayTide'", 'sayTide'],
  ['Error: Failed to resolve import "./say-tide.ts" from "test/a.test.ts". Does the file exist?', 'say-tide'],
  ['TypeError: (0 , _index.sayTide) is not a function', 'sayTide'],
  ['ReferenceError: sayTide is not defined', 'sayTide'],
  ["ModuleNotFoundError: No module named 'tides.say'", 'say'],
  ["ImportError: cannot import name 'say_tide' from 'tides'", 'say_tide'],
  ["AttributeError: module 'tides' has no attribute 'say_tide'", 'say_tide'],
  ["NameError: name 'say_tide' is not defined", 'say_tide'],
  ['./tide_test.go:9:5: undefined: SayTide', 'SayTide'],
  ['./a_test.go:9:5: undefined: tides.SayTide', 'SayTide'],
  ['t.Say undefined (type *Tide has no field or method Say)', 'Say'],
  ['error[E0425]: cannot find function `say_tide` in this scope', 'say_tide'],
  ['error[E0432]: unresolved import `tides::say_tide`', 'say_tide'],
  ['error[E0599]: no method named `say` found for struct `Tide`', 'say'],
  ['  symbol:   class SayTide', 'SayTide'],
])('reads `%s`', ([output, name]) => {
  expect([...missingNames(`first\n${output}\nlast`)]).toEqual([name]);
});

test.for([
  'AssertionError: 1 is not 2',
  'SyntaxError: Unexpected token',
  'SyntaxError: missing ) after argument list',
  'Error: connect ECONNREFUSED 127.0.0.1:5432',
  '',
])('finds nothing in `%s`', (output) => {
  expect([...missingNames(output)]).toEqual([]);
});

test.for(["Cannot find module '", 'a'.repeat(50), 'cannot find ', 'undefined (type ', 'symbol: ', 'no a '])(
  'takes time in proportion to an output of nothing but `%s`',
  (piece) => {
    const output = piece.repeat(Math.ceil(600_000 / piece.length));

    expect([...missingNames(output)].length).toBeLessThan(1_000);
  },
);
