// `npm run check`: types, lint with import rules, format, dead code. Fast enough to run all day.
import { join } from 'node:path';
import { ensureDependencies, projectNode } from './ensure-dependencies.mjs';
import { runChild } from './run-child.mjs';
import { root } from './setup.mjs';
import { fail, log } from './steps.mjs';
import { withSetupLock } from './with-setup-lock.mjs';

const CHECKS = [
  { name: 'types', program: 'typescript/bin/tsc', args: ['--project', '.'] },
  { name: 'types of the page', program: 'typescript/bin/tsc', args: ['--project', 'tsconfig.web.json'] },
  { name: 'types of the end-to-end specs', program: 'typescript/bin/tsc', args: ['--project', 'test/e2e'] },
  { name: 'lint and import rules', program: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', program: '@biomejs/biome/bin/biome', args: ['check', '.'] },
  { name: 'dead code', program: 'knip/bin/knip.js', args: [] },
];

try {
  await withSetupLock({ root, log }, () => ensureDependencies({ root, log }));
} catch (error) {
  fail(error.message);
}
let failures = 0;
for (const { name, program, args } of CHECKS) {
  const { code, output } = await runChild(projectNode(root), [join(root, 'node_modules', program), ...args], {
    cwd: root,
  });
  log(`${name}: ${code === 0 ? 'passed' : 'failed'}`);
  if (code === 0) continue;
  failures += 1;
  process.stderr.write(`${output}\n`);
}
if (failures > 0) fail(`${failures} of ${CHECKS.length} checks failed.`);
