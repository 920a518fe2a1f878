import { Command, Option } from 'commander';
import { parsePort } from './option-parsers.ts';
import type { ServeOptions } from './run-serve.ts';

type Given = { untilEmpty?: true; open?: true; port?: number; browser: boolean };

/** `earshot serve` with its options. */
export function serveCommand(onServe: (options: ServeOptions) => Promise<void>): Command {
  return new Command('serve')
    .description('Work on what waits, until it is stopped; with a page in the browser if wanted.')
    .addOption(
      new Option('--until-empty', 'end when nothing is left that goes on by itself').conflicts('open'),
    )
    .option('--open', 'show Earshot in the browser')
    .addOption(
      new Option('--port <n>', 'with --open: where the page is served (default: the port of last time)')
        .argParser(parsePort)
        .implies({ open: true }),
    )
    .addOption(new Option('--no-browser', 'with --open: only print the link').implies({ open: true }))
    .action(({ untilEmpty, open, port, browser }: Given) =>
      onServe({
        untilEmpty: untilEmpty ?? false,
        pages: open === true ? { port: port ?? null, browser } : null,
      }),
    );
}
