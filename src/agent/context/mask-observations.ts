import type { Message } from '../../model/ask-model.ts';
import { SPILL_FOLDER } from '../../tools/resolve-path.ts';

/** A shorter one would hardly be shorter without its text. */
const MIN_CHARACTERS = 400;

/** The same messages with the text of all observations but the last `keep` left out. Each call keeps its answer. */
export function maskObservations(messages: readonly Message[], keep: number): readonly Message[] {
  const observations = messages.filter(({ role }) => role === 'tool');
  const old = new Set(observations.slice(0, Math.max(0, observations.length - keep)));
  return messages.map((message) => (old.has(message) ? mask(message) : message));
}

function mask(message: Message): Message {
  const { text } = message;
  if (text.length < MIN_CHARACTERS) return message;
  const outcome = /^exit code -?\d{1,4}/.exec(text)?.[0];
  const parts = [
    `output elided: ${text.length.toLocaleString('en')} characters`,
    ...(outcome === undefined ? [] : [outcome]),
    whereItIs(text),
  ];
  return { ...message, text: `[${parts.join('; ')}]` };
}

/** Where a tool left the whole output, as it says itself: in the middle or at the end of what it shows. */
function whereItIs(text: string): string {
  const path = text.match(SPILL_FILE)?.at(-1);
  return path === undefined ? 'call the tool again if you need it' : `all of it is in ${path}`;
}

const SPILL_FILE = new RegExp(`${SPILL_FOLDER}(?:/[\\w-][\\w.-]{0,100}){1,3}`, 'g');
