import type { CliHome } from '../../support/cli-home.ts';
import { type CliResult, type RunningCli, startCli } from '../../support/run-cli.ts';

const LINK = /Open Earshot in a browser: (http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+)\n/;

/** `earshot serve --open` at work. */
export class PagesHost {
  readonly cli: RunningCli;
  /** Lets one browser in, once. */
  readonly link: string;

  private constructor(cli: RunningCli, link: string) {
    this.cli = cli;
    this.link = link;
  }

  static async start(home: CliHome): Promise<PagesHost> {
    const cli = await startCli(['serve', '--open', '--no-browser'], { home });
    const [, link = ''] = await cli.untilStdout(LINK);
    return new PagesHost(cli, link);
  }

  /** Asks it to end, as Ctrl-C does. */
  async stop(): Promise<CliResult> {
    this.cli.signal('SIGINT');
    return await this.cli.finished;
  }

  /** Takes the whole program away at once, with all it has started: a power cut, as far as a program can tell. */
  async kill(): Promise<void> {
    this.cli.signalGroup('SIGKILL');
    await this.cli.finished;
  }
}
