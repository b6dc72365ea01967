import type { Checkout } from '../checkout.ts';
import type { BoxPlan } from '../prepare-box.ts';
import { npmInputs } from './npm-inputs.ts';

/** What of the repository a prepared box depends on, which says to whom a copy of it may be given. */
export type InstallInputs =
  /** Locked, and none of the repository's own code has run: on these files and nothing else. */
  | {
      readonly kind: 'files';
      readonly paths: readonly string[];
    }
  /** Locked, but code of the repository may have run and read whatever it liked. */
  | { readonly kind: 'commit' }
  /** Also on the day: what is not locked may come out otherwise tomorrow, and base and head have to be prepared alike. */
  | { readonly kind: 'unknown' };

/**
 * Says so only of commands that are known, and of the first way to install: it is the one that counts where it works. A setup
 * command may do anything. Services run beside an install that runs the repository's code; what they leave on disk while they
 * run is no state to begin from.
 */
export async function installInputs(checkout: Checkout, plan: BoxPlan): Promise<InstallInputs> {
  const { setup, services, ladder, companions } = plan;
  const commands = [ladder, ...companions].flatMap(([first]) => (first === undefined ? [] : [first.command]));
  if (setup.length > 0 || commands.length === 0) return { kind: 'unknown' };
  const all = await Promise.all(commands.map((command) => inputsOf(checkout, command)));
  if (all.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' };
  const files = all.filter((inputs) => inputs.kind === 'files');
  if (files.length === all.length) return { kind: 'files', paths: files.flatMap(({ paths }) => paths).toSorted() };
  return services.length > 0 ? { kind: 'unknown' } : { kind: 'commit' };
}

/** Held to their lockfile, whichever of its versions the tool then is: pnpm and yarn say so themselves, or fail. */
const HELD_TO_LOCKFILE =
  /^(?:[A-Z_]{1,30}=[\w-]{1,30} ){0,3}npx --yes (?:pnpm|yarn|@yarnpkg\/cli-dist)@[\d.]{1,20} install --(?:frozen-lockfile|immutable)$/;

async function inputsOf(checkout: Checkout, command: string): Promise<InstallInputs> {
  if (command === 'npm ci') return await npmInputs(checkout);
  if (command === 'go mod download') return await goInputs(checkout);
  if (command === 'cargo fetch --locked') return cargoInputs(checkout);
  const inFolder = command.replace(/^cd [\w@./-]{1,200} && /, '');
  // A tool in a folder may look above it for the workspace that the folder belongs to.
  const isLocked = ['npm ci', 'cargo fetch --locked'].includes(inFolder) || HELD_TO_LOCKFILE.test(inFolder);
  return { kind: isLocked ? 'commit' : 'unknown' };
}

/** Versions are exact and go.sum holds their hashes; nothing is run. A replacement may be a folder of the repository. */
async function goInputs(checkout: Checkout): Promise<InstallInputs> {
  const [mod, sum] = await Promise.all(['go.mod', 'go.sum'].map(checkout.readText));
  if (mod == null || sum == null || checkout.has('go.work') || /^\s{0,20}replace\b/m.test(mod))
    return { kind: 'commit' };
  return { kind: 'files', paths: ['go.mod', 'go.sum'] };
}

/** No build script is run before something is built. A configuration of Cargo, or a toolchain that is asked for, could run anything. */
function cargoInputs(checkout: Checkout): InstallInputs {
  const configured = checkout.paths.some((path) => /^(?:\.cargo\/|rust-toolchain)/.test(path));
  if (configured) return { kind: 'commit' };
  return { kind: 'files', paths: checkout.paths.filter((path) => /(?:^|\/)Cargo\.(?:toml|lock)$/.test(path)) };
}
