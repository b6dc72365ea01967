/** What every process in a box finds in its environment, besides what the image sets. The caller has the last word. */
export function boxEnvironment(box: {
  readonly egress: boolean;
  readonly env: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> {
  return { ...ordinary, ...(box.egress ? throughEgress : {}), ...box.env };
}

/** Where the certificate of the box's egress proxy stands, once the box has egress. */
export const certificatePath = '/run/sandpiper/ca.pem';

/** The same certificate for Java, which the images with Java in them look for here. */
export const trustStorePath = '/run/sandpiper/ca.jks';

const ordinary = {
  HOME: '/home/agent',
  USER: 'agent',
  SHELL: '/bin/bash',
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  CI: '1',
  TERM: 'dumb',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  DEBIAN_FRONTEND: 'noninteractive',
  APT_CONFIG: '/etc/sandpiper/apt.conf',
  PIP_NO_INPUT: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  npm_config_cache: '/tmp/npm-cache',
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
} as const;

const proxy = 'http://127.0.0.1:3128';
const ourselves = 'localhost,127.0.0.1,::1';

/**
 * Each tool has a name of its own for the same two facts. Java and Maven read no such names: the images with Java in them
 * have it in files, because the one variable that Java reads makes it say so on every standard error.
 */
const throughEgress = {
  HTTP_PROXY: proxy,
  HTTPS_PROXY: proxy,
  NO_PROXY: ourselves,
  http_proxy: proxy,
  https_proxy: proxy,
  no_proxy: ourselves,
  YARN_HTTP_PROXY: proxy,
  YARN_HTTPS_PROXY: proxy,
  SSL_CERT_FILE: certificatePath,
  NODE_EXTRA_CA_CERTS: certificatePath,
  npm_config_cafile: certificatePath,
  CURL_CA_BUNDLE: certificatePath,
  GIT_SSL_CAINFO: certificatePath,
  PIP_CERT: certificatePath,
  REQUESTS_CA_BUNDLE: certificatePath,
  CARGO_HTTP_CAINFO: certificatePath,
  GRADLE_OPTS: ['http', 'https']
    .map((scheme) => `-D${scheme}.proxyHost=127.0.0.1 -D${scheme}.proxyPort=3128`)
    .join(' '),
} as const;
