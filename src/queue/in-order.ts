/** What something is about: a member of a group, or all of the group. */
export type Place = { readonly group: string; readonly member: string | null };

type Group = {
  /** The end of the last thing that was about all of it. */
  barrier: Promise<void>;
  /** The end of the last thing about each member since then. */
  readonly members: Map<string, Promise<void>>;
};

/**
 * What is about one member is done in the order it came, and what is about a whole group alone in it; everything else goes on
 * beside one another, so many at a time. Work that fails is the business of whoever awaits it.
 */
export function inOrder(limit: number): (place: Place, work: () => Promise<void>) => Promise<void> {
  const groups = new Map<string, Group>();
  const admit = atMost(limit);

  const groupOf = (name: string): Group => {
    const group = groups.get(name) ?? { barrier: Promise.resolve(), members: new Map() };
    groups.set(name, group);
    return group;
  };

  return (place, work) => {
    const group = groupOf(place.group);
    const before = place.member === null ? allOf(group) : (group.members.get(place.member) ?? group.barrier);
    const done = before.then(() => admit(work));
    const settled = done.then(nothing, nothing);
    if (place.member === null) {
      group.members.clear();
      group.barrier = settled;
    } else {
      const { member } = place;
      group.members.set(member, settled);
      void settled.then(() => {
        if (group.members.get(member) === settled) group.members.delete(member);
      });
    }
    return done;
  };
}

async function allOf({ barrier, members }: Group): Promise<void> {
  await Promise.all([barrier, ...members.values()]);
}

function atMost(limit: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

const nothing = () => undefined;
