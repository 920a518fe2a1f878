import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectNode } from './ensure-dependencies.mjs';
import { log } from './steps.mjs';

/**
 * Runs suites of tests one after the other, all of them whatever fails, and says at the end how many tests there were.
 * Vitest's own projects would run them at the same time, and browsers and engines would take each other's processors.
 * @param {string} root
 * @param {{title: string, config: string}[]} suites what is run, and Vitest's configuration of each
 * @param {string[]} args for Vitest; a filter may leave some suites without a test, but not all of them
 * @returns {Promise<boolean>} whether there were tests and all of them passed
 */
export async function runSuites(root, suites, args) {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-test-'));
  const sum = { passed: 0, failed: 0, skipped: 0 };
  let haveAllPassed = true;
  try {
    for (const [index, { title, config }] of suites.entries()) {
      log(`${title}: begun`);
      const reportFile = join(folder, `${index}.json`);
      const code = await runVitest(root, config, [...args, `--outputFile.json=${reportFile}`]);
      if (code !== 0) haveAllPassed = false;
      const counts = countTests(reportFile);
      for (const name of Object.keys(sum)) sum[name] += counts[name];
      log(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const isEmpty = sum.passed + sum.failed === 0;
  if (isEmpty) console.error('No test ran.');
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return haveAllPassed && !isEmpty;
}

function runVitest(root, config, args) {
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', '--passWithNoTests'];
  const vitest = spawn(projectNode(root), [program, 'run', '--config', config, ...reporters, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve) => {
    vitest.once('close', (code) => resolve(code ?? 1));
  });
}

function countTests(reportFile) {
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // Vitest ended before it could write a report; its own output says why
  }
  // A file that fails while it is collected has no tests to count, but it has failed.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
