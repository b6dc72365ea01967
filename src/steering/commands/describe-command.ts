import type { Command } from '../../webhooks/commands/command.ts';

/** A command as it can be written, to be quoted in its answer. */
export function describeCommand(command: Command): string {
  switch (command.kind) {
    case 'agent':
      return withText('/agent', command.instructions);
    case 'retry':
      return withText('/retry', command.hint);
    case 'retry-from':
      return withText(`/retry from ${command.step}`, command.hint);
    case 'retry-many':
      return withText(`/retry x${command.candidates}`, command.hint);
    case 'plan':
      return withText('/plan', command.text);
    case 'budget':
      return `/budget ${command.costUsd}`;
    case 'explain':
      return `/explain ${command.path}${command.line === null ? '' : `:${command.line}`}`;
    case 'approve':
    case 'stop':
    case 'help':
      return `/${command.kind}`;
    case 'malformed':
      return `/${command.name}`;
    case 'unknown':
      return `/${command.word}`;
  }
}

const withText = (command: string, text: string | null) => (text === null ? command : `${command} ${text}`);
