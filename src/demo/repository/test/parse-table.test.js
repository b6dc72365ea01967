import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTable } from '../src/index.js';

describe('parseTable', () => {
  test('reads instants, kinds and heights', () => {
    assert.deepEqual(parseTable('2024-05-01T04:12Z high 5.1'), [
      { at: new Date('2024-05-01T04:12Z'), kind: 'high', metres: 5.1 },
    ]);
  });

  test('puts events in the order of time', () => {
    const table = parseTable('2024-05-01T10:31Z low 0.8\n2024-05-01T04:12Z high 5.1');

    assert.deepEqual(
      table.map((tide) => tide.kind),
      ['high', 'low'],
    );
  });

  test('skips comments and empty lines', () => {
    assert.equal(parseTable('# Wells-next-the-Sea\n\n2024-05-01T04:12Z high 5.1\n').length, 1);
  });

  test('reads heights below chart datum', () => {
    assert.equal(parseTable('2024-05-01T10:31Z low -0.2')[0].metres, -0.2);
  });

  test('names the line it cannot read', () => {
    assert.throws(() => parseTable('2024-05-01T04:12Z high 5.1\nsoon low 0.8'), /Line 2 is not a tide: soon low 0\.8/);
  });
});
