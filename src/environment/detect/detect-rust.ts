import type { Checkout } from '../checkout.ts';
import type { Runner } from '../commands.ts';
import type { Project } from './project.ts';
import { statedVersions } from './stated-versions.ts';

/** Reads a folder with a Cargo package or workspace; `null` when there is none. */
export async function detectRust(checkout: Checkout): Promise<Project | null> {
  if (!checkout.has('Cargo.toml')) return null;
  return {
    ecosystem: 'rust',
    ladder: checkout.has('Cargo.lock') ? [locked, { ...unlocked, cures: ['lockfile-out-of-date'] }] : [unlocked],
    test: { command: 'cargo test', script: 'cargo test', env: {}, runner: await runner(checkout) },
    lint: 'cargo clippy',
    typecheck: 'cargo check',
    build: 'cargo build',
    notes: await rustNotes(checkout),
  };
}

const locked = { command: 'cargo fetch --locked', cures: [] } as const;
const unlocked = { command: 'cargo fetch', cures: [] } as const;

/** The tests of a repository that says what runs its programs are left to that: the probe would take its place. */
async function runner(checkout: Checkout): Promise<Runner> {
  const files = await Promise.all(['.cargo/config.toml', '.cargo/config'].map(checkout.readText));
  return files.some((text) => /^[ \t]{0,20}runner[ \t]{0,20}=/m.test(text ?? '')) ? 'exit-code' : 'cargo-test';
}

async function rustNotes(checkout: Checkout): Promise<readonly string[]> {
  const toolchain = /^channel\s{0,20}=\s{0,20}"([\w.-]{1,40})"/m.exec(
    (await checkout.readText('rust-toolchain.toml')) ?? '',
  );
  const edition = /^rust-version\s{0,20}=\s{0,20}"([\d.]{1,20})"/m.exec((await checkout.readText('Cargo.toml')) ?? '');
  return [
    ...(await statedVersions(checkout, 'Rust', ['rust-toolchain'])),
    ...(toolchain === null ? [] : [`rust-toolchain.toml asks for Rust ${toolchain[1]}.`]),
    ...(edition === null ? [] : [`Cargo.toml asks for Rust ${edition[1]} or newer.`]),
  ];
}
