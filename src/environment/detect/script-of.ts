import type { Checkout } from '../checkout.ts';
import { makeTargetText } from './make-target-text.ts';
import { npmRunText } from './npm-run-text.ts';
import { parseManifest } from './parse-manifest.ts';

/** What a command executes, as far as package.json or the Makefile of the root says; otherwise the command itself. */
export async function scriptOf(checkout: Checkout, command: string): Promise<string> {
  const npm = /^(?:npm|pnpm|yarn|bun)(?: run)? (?:-{1,2}[\w-]{1,30} ){0,3}([\w:.-]{1,100})$/.exec(command.trim())?.[1];
  const manifest = npm === undefined ? null : await checkout.readText('package.json');
  if (npm !== undefined && manifest !== null)
    return npmRunText(parseManifest(manifest)?.scripts ?? {}, npm === 't' ? 'test' : npm) || command;
  const make = /^make ([\w.-]{1,100})$/.exec(command.trim())?.[1];
  const makefile = make === undefined ? null : await checkout.readText('Makefile');
  return (makefile === null ? null : makeTargetText(makefile, make ?? '')) ?? command;
}
