import { npmOfThisHost, openDockerSandboxes } from 'sandpiper/sandbox';

const [id] = process.argv.slice(2);
const { signal } = new AbortController();
const minutes = (count: number) => ({ timeoutMs: count * 60_000 });
await using sandboxes = await openDockerSandboxes({ stateDirectory: '.sandboxes', say: console.log });

if (id === undefined) {
  const npm = await npmOfThisHost(signal);
  const sandbox = await sandboxes.create({
    workspace: { kind: 'new', storage: 'disk' },
    network: { kind: 'egress', allow: [npm.rule], onAttempt: ({ decision, path }) => console.log(decision, path) },
    env: npm.env,
  });
  await sandbox.files.write('check.js', "console.log('is 7 a number?', require('is-number')(7));");
  const install = await sandbox.exec('npm install is-number@7.0.0', minutes(2));
  if (!install.ok) throw new Error(install.stderr);
  console.log((await sandbox.exec(['node', 'check.js'], minutes(1))).stdout);

  await using fork = await sandbox.fork(signal);
  await fork.exec('rm -r node_modules', minutes(1));
  console.log('the fork:', (await fork.exec(['node', 'check.js'], minutes(1))).exit);

  await sandbox.pause('hibernate');
  console.log(`Now restart what you like, and run: node ${process.argv[1]} ${sandbox.id}`);
} else {
  await using sandbox = await sandboxes.connect(id, signal);
  console.log((await sandbox.exec(['node', 'check.js'], minutes(1))).stdout);
}
