export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Works with the same key run one after another, whatever becomes of them; others run beside one another. */
export function takeTurns(): InTurn {
  const lastOf = new Map<string, Promise<void>>();
  return (key, work) => {
    const turn = (lastOf.get(key) ?? Promise.resolve()).then(work);
    const settle = () => {
      if (lastOf.get(key) === settled) lastOf.delete(key);
    };
    const settled = turn.then(settle, settle);
    lastOf.set(key, settled);
    return turn;
  };
}
