import type { Commands } from './open-commands.ts';

const MAX_SHOWN_CHARACTERS = 60;

/** The commands in the background with their ids, for the model. */
export function listBackground({ background }: Commands): string {
  const entries = [...background].map(([id, { text, hasEnded }]) => {
    const shown = text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
    return `${id} (${hasEnded ? 'ended' : 'running'}: ${JSON.stringify(shown)})`;
  });
  return entries.join(', ');
}
