import type { AssistantMessage, Message, ModelRequest } from '../ask-model.ts';
import { sendableArguments } from '../sendable-arguments.ts';
import { sendableName } from '../sendable-name.ts';

/**
 * The same request for a server that has no tool calls: the tools are told of in the system message, calls and observations
 * are text, and no two messages in a row are the user's, which several chat templates refuse. A longer conversation begins
 * with the bytes of the shorter one.
 */
export function writeToolsAsText({ messages, tools, ...rest }: ModelRequest): ModelRequest {
  const told = tools.length === 0 ? '' : describeTools(tools);
  const isSystem = messages[0]?.role === 'system';
  const system: Message = {
    role: 'system',
    text: [isSystem ? messages[0]?.text : '', told].filter(Boolean).join('\n\n'),
  };
  const written = messages.slice(isSystem ? 1 : 0).map(writeMessage);
  return { ...rest, tools: [], messages: [system, ...joinUsers(written)] };
}

function describeTools(tools: ModelRequest['tools']): string {
  const listed = tools.map(({ name, description, parameters }) => JSON.stringify({ name, description, parameters }));
  return `# Tools

You act by calling tools. To call one, end your answer with a block like this; for several calls, with several blocks:

<tool_call>
{"name": "the tool's name", "arguments": {"the argument's name": "its value"}}
</tool_call>

Nothing may follow the last block: you are told what came of the calls before you go on. The arguments are JSON. These are the
tools, with the JSON Schema of their arguments:

<tools>
${listed.join('\n')}
</tools>`;
}

function writeMessage(message: Message): Message {
  if (message.role === 'tool') return { role: 'user', text: quoteResponse(message.text) };
  return message.role === 'assistant' ? writeAnswer(message) : message;
}

/**
 * What a tool returned stands in the user's message here, and is the repository's: it must not be able to end its quotation and
 * go on as the user. Only its own tag is altered, by a backslash, so that a file can still be quoted for an edit.
 */
function quoteResponse(text: string): string {
  return `<tool_response>\n${text.replaceAll(/<(?=\s{0,8}\/?\s{0,8}tool_response)/gi, '<\\')}\n</tool_response>`;
}

function writeAnswer({ text, toolCalls }: AssistantMessage): AssistantMessage {
  const calls = toolCalls.map(({ name, arguments: given }) => {
    const call = `{"name": ${JSON.stringify(sendableName(name))}, "arguments": ${sendableArguments(given)}}`;
    return `<tool_call>\n${call}\n</tool_call>`;
  });
  return { role: 'assistant', text: [text, ...calls].filter(Boolean).join('\n'), toolCalls: [], extras: {} };
}

function joinUsers(messages: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (message.role === 'user' && last?.role === 'user')
      joined[joined.length - 1] = { role: 'user', text: `${last.text}\n\n${message.text}` };
    else joined.push(message);
  }
  return joined;
}
