import { expect, test } from 'vitest';
import { chooseImage } from '../../../src/environment/choose-image.ts';
import type { Ecosystem } from '../../../src/environment/detect/project.ts';
import { sandboxImages } from '../../../src/sandbox/images/sandbox-image.ts';

test.for<readonly [readonly Ecosystem[], string]>([
  [[], 'node'],
  [['node'], 'node'],
  [['python'], 'python'],
  [['java'], 'java'],
  [['go', 'node'], 'full'],
])('for %j the image is %s', ([ecosystems, image]) => {
  expect(chooseImage(ecosystems)).toBe(image);
  expect(sandboxImages).toContain(image);
});
