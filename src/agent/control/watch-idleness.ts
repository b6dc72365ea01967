import { notices } from '../notices.ts';

const CALLS_BEFORE_FIRST_CHANGE = 40;
const CALLS_BETWEEN_CHANGES = 25;

/** Notices, once each, when the model has looked around for long without changing a file. One per attempt. */
export function watchIdleness(): (calls: number, hasTreeChanged: boolean) => readonly string[] {
  let idle = 0;
  let hasEverChanged = false;
  const told = { before: false, between: false };
  return (calls, hasTreeChanged) => {
    hasEverChanged ||= hasTreeChanged;
    idle = hasTreeChanged ? 0 : idle + calls;
    const which = hasEverChanged ? 'between' : 'before';
    const limit = hasEverChanged ? CALLS_BETWEEN_CHANGES : CALLS_BEFORE_FIRST_CHANGE;
    if (idle < limit || told[which]) return [];
    told[which] = true;
    return [hasEverChanged ? notices.nothingChangedSince(idle) : notices.nothingChangedYet(idle)];
  };
}
