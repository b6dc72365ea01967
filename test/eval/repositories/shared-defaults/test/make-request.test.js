import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRequest } from '../src/make-request.js';

test('asks for JSON unless told otherwise', () => {
  assert.equal(makeRequest('/a').headers.accept, 'application/json');
});

test('takes the headers it is given', () => {
  assert.equal(makeRequest('/a', { headers: { 'X-Trace': '7' } }).headers['x-trace'], '7');
});

test('forgets the headers of the last request', () => {
  makeRequest('/a', { headers: { Authorization: 'Bearer of-somebody-else' } });
  assert.equal(makeRequest('/b').headers.authorization, undefined);
});
