import type { WrittenSettings } from './settings-schema.ts';

/**
 * What an organisation says for all its repositories, and what one of them says itself, which counts where both say something:
 * key by key, and within a mapping likewise. A list is taken whole from one of them.
 */
export function joinSettings(defaults: WrittenSettings, own: WrittenSettings): WrittenSettings {
  const { commands, publish, budget, conduct } = own;
  return {
    ...defaults,
    ...without(own),
    commands: { ...defaults.commands, ...without(commands) },
    publish: { ...defaults.publish, ...without(publish) },
    budget: { ...defaults.budget, ...without(budget) },
    conduct: { ...defaults.conduct, ...without(conduct) },
  };
}

/** A key with nothing after its colon says nothing, and so leaves the other's word as it is. */
function without<Mapping extends object>(mapping: Mapping | null | undefined): Partial<Mapping> {
  const said = Object.entries(mapping ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(said) as Partial<Mapping>; // of the same keys, with the same values
}
