import { below, type Checkout } from './checkout.ts';
import type { Commands, TestCommand } from './commands.ts';
import { detectProjects, type FoundProject } from './detect/detect-projects.ts';
import { type MakeCommands, readMakefile } from './detect/read-makefile.ts';
import { recogniseRunner } from './detect/recognise-runner.ts';
import { scriptOf } from './detect/script-of.ts';
import type { EnvironmentPlan } from './environment-plan.ts';
import type { Ladder } from './install/ladder.ts';
import { installOfPackages, joinTests } from './join-package-commands.ts';
import type { RepositorySettings } from './repository-settings.ts';

export type Planned =
  | { readonly kind: 'planned'; readonly plan: EnvironmentPlan }
  | { readonly kind: 'no-test'; readonly reason: string };

/** What is set goes before what is found. Commands that somebody set are the only rung of their ladder. */
export async function planEnvironment(checkout: Checkout, settings: RepositorySettings): Promise<Planned> {
  const projects = await detectProjects(checkout);
  const makefile = await readMakefile(checkout);
  const test = await chooseTest(checkout, settings, { projects, makefile });
  if (test === null) return { kind: 'no-test', reason: await missingTest(checkout) };

  const [main, ...others] = projects;
  const { image, hosts, services, setup, commands, packages } = settings;
  const install = commands.install ?? installOfPackages(packages);
  const ladder = install === null ? ladderOf(main) : [{ command: install, cures: [] }];
  const plan: EnvironmentPlan = {
    install: ladder[0]?.command ?? null,
    test,
    ...otherCommands(settings, main, makefile),
    ecosystems: [...new Set(projects.filter((project) => isNeeded(project, main)).map(({ ecosystem }) => ecosystem))],
    image,
    hosts,
    services,
    setup,
    ladder,
    companions: install === null ? others.map(ladderOf).filter((rungs) => rungs.length > 0) : [],
    notes: [...projects.flatMap(({ notes }) => notes), ...untested(settings, projects)],
  };
  return { kind: 'planned', plan };
}

type Found = { readonly projects: readonly FoundProject[]; readonly makefile: MakeCommands };

async function chooseTest(
  checkout: Checkout,
  { commands, packages }: RepositorySettings,
  { projects, makefile }: Found,
): Promise<TestCommand | null> {
  if (commands.test !== null) return await setTest(checkout, commands.test);
  if (packages.length > 0) return await testOfPackages(checkout, packages);
  const main = projects[0];
  if (main !== undefined && main.test !== null) return inFolder(main, main.test);
  return makefile.test;
}

/** What somebody set is looked into like what was found, so that its results can be read. */
async function setTest(checkout: Checkout, command: string): Promise<TestCommand> {
  const script = await scriptOf(checkout, command);
  return { command, script, env: {}, runner: recogniseRunner(script) };
}

/** Several packages are one command together; their results are read where one runner does for all of them. */
async function testOfPackages(checkout: Checkout, packages: RepositorySettings['packages']): Promise<TestCommand> {
  const tests = await Promise.all(packages.map(({ path, test }) => setTest(below(checkout, path), test)));
  const [first, ...others] = new Set(tests.map(({ runner }) => runner));
  const script = tests.map((test) => test.script).join('\n');
  const runner = first === undefined || others.length > 0 ? 'exit-code' : first;
  return { command: joinTests(packages), script, env: {}, runner };
}

function otherCommands(
  { commands }: RepositorySettings,
  main: FoundProject | undefined,
  makefile: MakeCommands,
): Pick<Commands, 'lint' | 'typecheck' | 'build'> {
  const choose = (name: 'lint' | 'typecheck' | 'build') => {
    const found = main?.[name] ?? null;
    return commands[name] ?? (main === undefined || found === null ? makefile[name] : cd(main, found));
  };
  return { lint: choose('lint'), typecheck: choose('typecheck'), build: choose('build') };
}

function ladderOf(project: FoundProject | undefined): Ladder {
  if (project === undefined) return [];
  return project.ladder.map((rung) => ({ ...rung, command: cd(project, rung.command) }));
}

function inFolder(project: FoundProject, test: TestCommand): TestCommand {
  return { ...test, command: cd(project, test.command) };
}

function cd({ folder }: FoundProject, command: string): string {
  return folder === '' ? command : `cd ${folder} && ${command}`;
}

/** A package.json that only holds a formatter makes no repository of two languages; one with something to install does. */
function isNeeded(project: FoundProject, main: FoundProject | undefined): boolean {
  return project === main || project.ladder.length > 0;
}

function untested(
  { commands, packages }: RepositorySettings,
  [, ...others]: readonly FoundProject[],
): readonly string[] {
  if (commands.test !== null || packages.length > 0) return [];
  return others.flatMap((project) =>
    project.test === null
      ? []
      : [`\`${cd(project, project.test.command)}\` was found too; only one test command is the measure.`],
  );
}

async function missingTest(checkout: Checkout): Promise<string> {
  const names = ['package.json', 'pyproject.toml', 'setup.py', 'go.mod', 'Cargo.toml', 'pom.xml', 'build.gradle'];
  const present = names.filter(checkout.has);
  const makefile = 'there is no Makefile with a "test" target';
  if (present.length === 0) return `Nothing in it says which language it is tested in, and ${makefile}.`;
  return `${present.join(', ')} ${present.length === 1 ? 'names' : 'name'} no tests, and ${makefile}.`;
}
