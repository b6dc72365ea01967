import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRegistryDouble, type RegistryDouble } from '../support/registry-double.ts';
import { imageBuildMs, type ToolchainBox, toolchainBox, toolMs } from '../support/toolchain-box.ts';

const tools = new AsyncDisposableStack();
let registry: RegistryDouble;
let box: ToolchainBox;

beforeAll(async () => {
  registry = tools.use(await openRegistryDouble());
  box = tools.use(await toolchainBox({ image: 'java', allow: [registry.rule], upstreamCaPem: registry.caPem }));
  await publishLibrary();
  await publishPlugin();
}, imageBuildMs);

afterAll(() => tools.disposeAsync());

test('maven gets a plugin and a library through the proxy, and a program that uses the library is compiled and run', {
  timeout: toolMs,
}, async () => {
  const { files } = box.sandbox;
  await files.write('app/pom.xml', project());
  await files.write('app/Main.java', program);

  await box.run('cd app && mvn -B -q test.sandpiper:classpath-maven-plugin:1.0:write');
  const result = await box.run(
    'cd app && javac -cp "$(cat classpath)" Main.java && java -cp "$(cat classpath):." Main',
  );

  expect(result.stdout).toBe('Hello, sandpiper!\n');
  expect(result.stderr).toBe('');
  expect(box.attempts).toContainEqual(expect.objectContaining({ path: `${library}.jar`, status: 200 }));
  expect(box.attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
});

test('what Java itself reads goes through the proxy and trusts it', { timeout: toolMs }, async () => {
  const read = `class Read { public static void main(String[] args) throws Exception {
    System.out.write(new java.net.URL(args[0]).openStream().readAllBytes()); System.out.flush(); } }`;
  await box.sandbox.files.write('Read.java', read);
  registry.files.set('/wrapper.properties', 'distribution=here');

  const result = await box.run(`java Read.java ${registry.url}/wrapper.properties`);

  expect(result.stdout).toBe('distribution=here');
});

const library = '/maven/test/sandpiper/greeting/1.0/greeting-1.0';
const plugin = '/maven/test/sandpiper/classpath-maven-plugin/1.0/classpath-maven-plugin-1.0';

const pom = (name: string, rest: string) =>
  `<project><modelVersion>4.0.0</modelVersion><groupId>test.sandpiper</groupId><artifactId>${name}</artifactId><version>1.0</version>${rest}</project>`;

/** Its own `central` takes the place of the one that Maven knows. */
const project = () => {
  const central = `<id>central</id><url>${registry.url}/maven</url>`;
  return pom(
    'app',
    `<repositories><repository>${central}</repository></repositories>
    <pluginRepositories><pluginRepository>${central}</pluginRepository></pluginRepositories>
    <dependencies><dependency><groupId>test.sandpiper</groupId><artifactId>greeting</artifactId><version>1.0</version></dependency></dependencies>`,
  );
};

const plexus = pom('plexus-utils', '').replace('test.sandpiper', 'org.codehaus.plexus').replace('1.0<', '1.1<');

const program = `class Main {
  public static void main(String[] args) { System.out.println(greeting.Greeting.greet("sandpiper")); }
}
`;

async function publishLibrary(): Promise<void> {
  const source =
    'package greeting;\npublic class Greeting { public static String greet(String name) { return "Hello, " + name + "!"; } }\n';
  await box.sandbox.files.write('library/greeting/Greeting.java', source);
  await box.run(
    'cd library && javac greeting/Greeting.java && jar --create --file ../greeting.jar greeting/Greeting.class',
  );
  await publish(library, { pom: pom('greeting', ''), jar: 'greeting.jar' });
  // Maven gives this to every plugin that does not bring its own.
  await publish('/maven/org/codehaus/plexus/plexus-utils/1.1/plexus-utils-1.1', { pom: plexus, jar: 'greeting.jar' });
}

/** Maven does nothing without plugins: this one writes down where it put the project's dependencies. */
async function publishPlugin(): Promise<void> {
  const { files } = box.sandbox;
  await files.write('plugin/WriteClasspath.java', mojo);
  await files.write('plugin/META-INF/maven/plugin.xml', descriptor);
  const classes = '/usr/share/maven/lib/*';
  await box.run(`cd plugin && javac -cp '${classes}' WriteClasspath.java && jar --create --file ../plugin.jar *`);
  await publish(plugin, {
    pom: pom('classpath-maven-plugin', '<packaging>maven-plugin</packaging>'),
    jar: 'plugin.jar',
  });
}

async function publish(path: string, artifact: { readonly pom: string; readonly jar: string }): Promise<void> {
  registry.files.set(`${path}.pom`, artifact.pom);
  registry.files.set(`${path}.jar`, (await box.sandbox.files.read(artifact.jar, { maxBytes: 100_000 })) ?? '');
}

const mojo = `import java.nio.file.*;
import java.util.List;
public class WriteClasspath extends org.apache.maven.plugin.AbstractMojo {
  private List<String> elements;
  public void execute() {
    try { Files.writeString(Path.of("classpath"), String.join(":", elements)); }
    catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
  }
}
`;

const descriptor = `<plugin>
  <groupId>test.sandpiper</groupId><artifactId>classpath-maven-plugin</artifactId><version>1.0</version>
  <goalPrefix>classpath</goalPrefix>
  <mojos><mojo>
    <goal>write</goal>
    <requiresDependencyResolution>compile</requiresDependencyResolution>
    <implementation>WriteClasspath</implementation><language>java</language>
    <instantiationStrategy>per-lookup</instantiationStrategy>
    <parameters><parameter><name>elements</name><type>java.util.List</type></parameter></parameters>
    <configuration><elements implementation="java.util.List" default-value="\${project.compileClasspathElements}"/></configuration>
  </mojo></mojos>
</plugin>
`;
