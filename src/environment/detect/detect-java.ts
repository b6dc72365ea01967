import type { Checkout } from '../checkout.ts';
import type { Project } from './project.ts';
import { statedVersions } from './stated-versions.ts';

/** Reads a folder that Maven or Gradle builds; `null` when neither does. */
export async function detectJava(checkout: Checkout): Promise<Project | null> {
  const notes = await statedVersions(checkout, 'Java', ['.java-version']);
  if (checkout.has('pom.xml')) return { ...maven(checkout), notes };
  const isGradle = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'].some(checkout.has);
  return isGradle ? { ...gradle(checkout), notes } : null;
}

type WithoutNotes = Omit<Project, 'notes'>;

function maven(checkout: Checkout): WithoutNotes {
  const hasWrapper = checkout.has('mvnw') && checkout.has('.mvn/wrapper/maven-wrapper.properties');
  const tool = hasWrapper ? './mvnw' : 'mvn';
  const rungs = (mvn: string) => [`${mvn} -B -ntp -DskipTests package`, `${mvn} -B -ntp dependency:resolve`];
  const [first = '', second = ''] = rungs(tool);
  const [withoutWrapper = ''] = rungs('mvn');
  return {
    ecosystem: 'java',
    ladder: [
      { command: first, cures: [] },
      ...(hasWrapper
        ? [{ command: withoutWrapper, cures: ['registry', 'network-blocked', 'missing-toolchain'] as const }]
        : []),
      { command: second, cures: ['native-build'] },
    ],
    test: tested(`${tool} -B test`),
    lint: null,
    typecheck: null,
    build: `${tool} -B -DskipTests package`,
  };
}

/** The image has no Gradle: a project without its wrapper cannot be built, and the diagnosis says so. */
function gradle(checkout: Checkout): WithoutNotes {
  const tool = checkout.has('gradlew') ? './gradlew' : 'gradle';
  return {
    ecosystem: 'java',
    ladder: [
      { command: `${tool} --no-daemon testClasses`, cures: [] },
      { command: `${tool} --no-daemon dependencies`, cures: ['native-build'] },
    ],
    test: tested(`${tool} --no-daemon test`),
    lint: null,
    typecheck: null,
    build: `${tool} --no-daemon assemble`,
  };
}

function tested(command: string): Project['test'] {
  return { command, script: command, env: {}, runner: 'junit' };
}
