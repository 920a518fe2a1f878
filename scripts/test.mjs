// `npm test`: set up what is missing, then run every suite against the real engine. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { ensureReady, root } from './setup.mjs';

await ensureReady();

const reportFolder = mkdtempSync(join(tmpdir(), 'earshot-test-'));
const reportFile = join(reportFolder, 'report.json');
const vitest = spawn(
  projectNode(root),
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
vitest.once('close', (code) => {
  process.exitCode = code ?? 1;
  const counts = countTests();
  if (counts === null || counts.passed + counts.failed === 0) {
    console.error('No test ran.');
    process.exitCode = 1;
  }
  const { passed = 0, failed = 0, skipped = 0 } = counts ?? {};
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  rmSync(reportFolder, { recursive: true, force: true });
});

function countTests() {
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8'));
    // A suite that fails while it is collected has no tests to count, but it has failed.
    const brokenSuites = report.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenSuites.length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return null; // vitest ended before it could write a report; its own output says why
  }
}
