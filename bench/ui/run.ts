import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openTab, startBrowser } from '../../test/e2e/support/browser.ts';
import { bundleForPage } from '../../test/e2e/support/bundle-for-page.ts';
import { PagesHost } from '../../test/e2e/support/serve-pages.ts';
import { CliHome } from '../../test/support/cli-home.ts';
import { UsageError } from '../bench-options.ts';
import { benchPaths } from '../bench-paths.ts';
import { describeBrowser } from '../machine.ts';
import { renderReport, type Section } from '../report.ts';
import { measureActs } from './measure-acts.ts';
import { measureMemory } from './measure-memory.ts';
import { measureRows } from './measure-rows.ts';
import { measureStart } from './measure-start.ts';
import { measureText } from './measure-text.ts';
import type { UiBench } from './ui-bench.ts';

const MEASUREMENTS: Readonly<Record<string, (bench: UiBench) => Promise<Section>>> = {
  start: measureStart,
  acts: measureActs,
  rows: measureRows,
  text: measureText,
  memory: measureMemory,
};

/** `--only rows,text`; all of them otherwise. */
function wantedParts(): ((bench: UiBench) => Promise<Section>)[] {
  const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
  return (only?.split(',') ?? Object.keys(MEASUREMENTS)).map((name) => {
    const measure = MEASUREMENTS[name];
    if (measure !== undefined) return measure;
    throw new UsageError(`There is no part "${name}"; --only takes ${Object.keys(MEASUREMENTS).join(', ')}.`);
  });
}

const wanted = wantedParts();
const paths = benchPaths();
const browser = await startBrowser();
const home = CliHome.make();
const host = await PagesHost.start(home);
const script = await bundleForPage(join(import.meta.dirname, 'scripted-page.ts'));
// Everybody after the first visit comes with its cookie: a link lets in one browser only.
const visitor = await openTab(browser);
await visitor.goto(host.link);
const storageState = await visitor.context().storageState();
const bench: UiBench = {
  browser,
  openScripted: async () => {
    const page = await openTab(browser, { storageState });
    await page.addInitScript({ content: script });
    await page.goto(new URL('/', host.link).href);
    await page.getByRole('row').first().waitFor();
    return page;
  },
  // Progress goes to stderr: stdout is for the report.
  log: (line) => void process.stderr.write(`${line}\n`),
};
try {
  const sections: Section[] = [];
  for (const measure of wanted) sections.push(await measure(bench));
  const report = renderReport('Benchmark of the window', await describeBrowser(browser.version()), sections);
  await mkdir(paths.work, { recursive: true });
  await writeFile(join(paths.work, 'ui-report.md'), report);
  process.stdout.write(report);
} finally {
  await browser.close();
  await host.kill();
  home.remove();
}
