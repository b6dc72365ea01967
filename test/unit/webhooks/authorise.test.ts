import { describe, expect, test } from 'vitest';
import { type Act, type Asked, type Asker, authorise, type Permission } from '../../../src/webhooks/authorise.ts';

const acts: readonly Act[] = [
  'label',
  'plan-label',
  'review',
  'release',
  'failed-checks',
  'agent',
  'retry',
  'retry-from',
  'retry-many',
  'plan',
  'approve',
  'budget',
  'stop',
  'explain',
  'help',
];
const permissions: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin', 'unknown'];
const kinds: readonly Asker['kind'][] = ['person', 'bot', 'our-app', 'deleted'];
const places: readonly Asked['on'][] = ['issue', 'our-pull-request', 'other-pull-request', 'pull-request-from-fork'];
const visibilities: readonly Asked['visibility'][] = ['public', 'private'];

/** `yes`, `no`, or `priv`: in a private repository only. Of a person, on an issue or on a pull request of ours. */
const byPermission = `
                none  read  triage  write  maintain  admin  unknown
label           no    no    no      yes    yes       yes    no
plan-label      no    no    no      yes    yes       yes    no
review          no    no    no      yes    yes       yes    no
release         no    no    no      yes    yes       yes    no
failed-checks   yes   yes   yes     yes    yes       yes    yes
agent           no    no    no      yes    yes       yes    no
retry           no    no    no      yes    yes       yes    no
retry-from      no    no    no      yes    yes       yes    no
retry-many      no    no    no      yes    yes       yes    no
plan            no    no    no      yes    yes       yes    no
approve         no    no    no      yes    yes       yes    no
budget          no    no    no      yes    yes       yes    no
stop            no    no    yes     yes    yes       yes    no
explain         no    priv  yes     yes    yes       yes    no
help            no    priv  yes     yes    yes       yes    no
`;

/** Of somebody who may do everything. */
const byKindAndPlace = `
                person  bot   our-app  deleted  issue  our-pull-request  other-pull-request  pull-request-from-fork
label           yes     no    no       no       yes    yes               no                  no
plan-label      yes     no    no       no       yes    yes               no                  no
review          yes     no    no       no       yes    yes               no                  no
release         yes     no    no       no       yes    yes               no                  no
failed-checks   yes     yes   yes      yes      yes    yes               no                  no
agent           yes     no    no       no       yes    yes               no                  no
retry           yes     no    no       no       yes    yes               no                  no
retry-from      yes     no    no       no       yes    yes               no                  no
retry-many      yes     no    no       no       yes    yes               no                  no
plan            yes     no    no       no       yes    yes               no                  no
approve         yes     no    no       no       yes    yes               no                  no
budget          yes     no    no       no       yes    yes               no                  no
stop            yes     no    no       no       yes    yes               no                  no
explain         yes     no    no       no       yes    yes               no                  no
help            yes     no    no       no       yes    yes               yes                 yes
`;

/** Whether a refusal is said aloud. The permission is too low, or GitHub could not be asked. */
const answered = `
                person  bot   our-app  deleted  other-pull-request  pull-request-from-fork
label           yes     no    no       no       yes                 yes
plan-label      yes     no    no       no       yes                 yes
review          yes     no    no       no       no                  no
release         yes     no    no       no       no                  no
failed-checks   -       -     -        -        no                  no
agent           yes     no    no       no       yes                 yes
retry           yes     no    no       no       yes                 yes
retry-from      yes     no    no       no       yes                 yes
retry-many      yes     no    no       no       yes                 yes
plan            yes     no    no       no       yes                 yes
approve         yes     no    no       no       yes                 yes
budget          yes     no    no       no       yes                 yes
stop            yes     no    no       no       yes                 yes
explain         yes     no    no       no       yes                 yes
help            yes     no    no       no       yes                 yes
`;

type Cell = Asker & Asked;

const ordinary: Cell = {
  kind: 'person',
  permission: 'admin',
  act: 'agent',
  on: 'issue',
  visibility: 'public',
  isFromForm: false,
};

const decide = (cell: Cell) => authorise(cell, cell);
const isAllowed = (cell: Cell) => decide(cell).kind === 'allowed';

describe('who may do what', () => {
  test('by permission', () => {
    expect(
      tableOf(permissions, (act, permission) => {
        const [inPublic, inPrivate] = visibilities.map((visibility) =>
          isAllowed({ ...ordinary, act, permission, visibility }),
        );
        if (inPublic !== inPrivate) return inPrivate ? 'priv' : 'publ';
        return inPublic ? 'yes' : 'no';
      }),
    ).toEqual(linesOf(byPermission));
  });

  test('by who asks, and where', () => {
    expect(
      tableOf([...kinds, ...places], (act, column) => {
        const changed = kinds.find((kind) => kind === column);
        const on = places.find((place) => place === column);
        return isAllowed({ ...ordinary, act, ...(changed && { kind: changed }), ...(on && { on }) }) ? 'yes' : 'no';
      }),
    ).toEqual(linesOf(byKindAndPlace));
  });

  test('and who is told of a refusal', () => {
    expect(
      tableOf([...kinds, ...places.slice(2)], (act, column) => {
        const kind = kinds.find((one) => one === column) ?? 'person';
        const on = places.find((place) => place === column) ?? 'issue';
        const authority = decide({ ...ordinary, act, kind, on, permission: 'none' });
        if (authority.kind === 'allowed') return '-';
        return authority.isAnswered ? 'yes' : 'no';
      }),
    ).toEqual(linesOf(answered));
  });

  test('in every combination, which the tables decide together', () => {
    const permitted = readTable(byPermission);
    const placed = readTable(byKindAndPlace);
    const wrong = everyCell().filter((cell) => {
      const word = permitted(cell.act, cell.permission);
      const isPermitted = word === 'yes' || (word === 'priv' && cell.visibility === 'private');
      const isPlaced = placed(cell.act, cell.kind) === 'yes' && placed(cell.act, cell.on) === 'yes';
      return isAllowed(cell) !== (isPermitted && isPlaced);
    });

    expect(everyCell()).toHaveLength(15 * 7 * 4 * 4 * 2 * 2);
    expect(wrong).toEqual([]);
  });
});

describe('a refusal', () => {
  test('always says why, and what can be done', () => {
    const refusals = everyCell()
      .map(decide)
      .filter((one) => one.kind === 'refused');

    expect(refusals.length).toBeGreaterThan(1_000);
    for (const { reason, nextAction } of refusals) {
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
      expect(nextAction).toMatch(/^[A-Z].{20,}\.$/);
    }
  });

  test.for<[change: Partial<Cell>, reason: string, nextAction: string]>([
    [{ permission: 'triage' }, 'needs write permission', 'Ask somebody'],
    [{ permission: 'read', act: 'stop' }, 'needs triage permission', 'Ask somebody'],
    [{ permission: 'unknown' }, 'could not be asked', 'once more'],
    [
      { permission: 'read', act: 'label', isFromForm: true },
      'came with the form',
      'take the label off and put it back on',
    ],
    [{ kind: 'bot' }, 'a bot', 'themselves'],
    [{ kind: 'our-app' }, 'Sandpiper itself', 'themselves'],
    [{ kind: 'deleted' }, 'does not exist', 'themselves'],
    [{ on: 'other-pull-request' }, 'did not open', 'in an issue'],
    [{ on: 'pull-request-from-fork' }, 'from a fork', 'in an issue'],
  ])('of %j names its cause', ([change, reason, nextAction]) => {
    expect(decide({ ...ordinary, ...change })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining(reason),
      nextAction: expect.stringContaining(nextAction),
    });
  });
});

test('a form by which a maintainer labels their own issue is as good as their hand', () => {
  expect(decide({ ...ordinary, act: 'label', permission: 'write', isFromForm: true })).toEqual({ kind: 'allowed' });
});

function everyCell(): readonly Cell[] {
  return acts.flatMap((act) =>
    permissions.flatMap((permission) =>
      kinds.flatMap((kind) =>
        places.flatMap((on) =>
          visibilities.flatMap((visibility) =>
            [false, true].map((isFromForm) => ({ act, permission, kind, on, visibility, isFromForm })),
          ),
        ),
      ),
    ),
  );
}

function tableOf<Column extends string>(
  columns: readonly Column[],
  cellOf: (act: Act, column: Column) => string,
): readonly string[] {
  return [columns.join(' '), ...acts.map((act) => [act, ...columns.map((column) => cellOf(act, column))].join(' '))];
}

function linesOf(table: string): readonly string[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).join(' '));
}

function readTable(table: string): (row: string, column: string) => string | undefined {
  const [head = '', ...rows] = linesOf(table);
  const cells = new Map(rows.map((row) => [row.split(' ')[0], row.split(' ').slice(1)]));
  return (row, column) => cells.get(row)?.[head.split(' ').indexOf(column)];
}
