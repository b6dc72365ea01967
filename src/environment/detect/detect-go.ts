import type { Checkout } from '../checkout.ts';
import type { Project } from './project.ts';

/** Reads a folder with a Go module or workspace; `null` when there is none. */
export async function detectGo(checkout: Checkout): Promise<Project | null> {
  if (!checkout.has('go.mod') && !checkout.has('go.work')) return null;
  const mod = (await checkout.readText('go.mod')) ?? (await checkout.readText('go.work')) ?? '';
  const version = /^(?:toolchain go|go )(\d[\w.]{0,20})/m.exec(mod)?.[1];
  return {
    ecosystem: 'go',
    ladder: checkout.has('vendor/modules.txt') ? [] : ladder,
    test: test(checkout),
    lint: checkout.paths.some((path) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(path))
      ? 'golangci-lint run'
      : 'go vet ./...',
    typecheck: null,
    build: 'go build ./...',
    notes: version === undefined ? [] : [`go.mod asks for Go ${version}.`],
  };
}

const ladder: Project['ladder'] = [
  { command: 'go mod download', cures: [] },
  { command: 'GOTOOLCHAIN=local go mod download', cures: ['registry', 'network-blocked', 'wrong-version'] },
];

function test(checkout: Checkout): Project['test'] {
  if (!checkout.paths.some((path) => path.endsWith('_test.go'))) return null;
  return { command: 'go test ./...', script: 'go test ./...', env: {}, runner: 'go-test' };
}
