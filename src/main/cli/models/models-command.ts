import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ask } from '../../../shared/contract/ask.ts';
import type { ModelView } from '../../../shared/contract/methods.ts';
import type { OpenQueue } from '../../queue-access.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import type { RunOnQueue } from '../runner.ts';
import { screenWidth } from '../screen-width.ts';
import { type Column, renderTable } from '../table.ts';

const COLUMNS: readonly Column<ModelView>[] = [
  { heading: 'MODEL', text: ({ id }) => id },
  { heading: 'KIND', text: ({ kind }) => kind },
  { heading: 'SIZE', align: 'right', text: ({ sizeBytes }) => `${(sizeBytes / 1_000_000).toFixed(1)} MB` },
  { heading: 'STATE', text: ({ state }) => state },
  { heading: 'NAME', canShrink: true, text: ({ name }) => name },
  { heading: 'LICENCE', canShrink: true, text: ({ license }) => license },
];

/** Declares `earshot models` with all that is below it. */
export function addModelsCommand(program: Command, run: RunOnQueue): void {
  const models = program.command('models').description('See, check and add models.');
  models
    .command('list')
    .description('Show the models that Earshot knows.')
    .option('--json', 'JSON for programs instead of text')
    .action(({ json }: { json?: true }) =>
      run(async (queue, context) => {
        printModels((await ask(queue, 'models.list', {})).models, json ?? false, context);
        return EXIT.ok;
      }),
    );
  models
    .command('verify')
    .description('Read whole model files and compare them with what they must be.')
    .argument('[model...]', 'all, unless some are named')
    .option('--json', 'JSON for programs instead of text')
    .action((ids: string[], { json }: { json?: true }) =>
      run(async (queue, context) => {
        const verified: ModelView[] = [];
        for (const id of ids.length > 0 ? ids : await allIds(queue)) {
          verified.push(await ask(queue, 'models.verify', { id }));
        }
        printModels(verified, json ?? false, context);
        return verified.every(({ state }) => state === 'present') ? EXIT.ok : EXIT.someFailed;
      }),
    );
  models
    .command('import')
    .description('Add a model file in the ggml format of whisper.cpp. It is copied.')
    .argument('<file>', 'such as ggml-small-q8_0.bin')
    .option('--json', 'JSON for programs instead of text')
    .action((file: string, { json }: { json?: true }) =>
      run(async (queue, context) => {
        const model = await ask(queue, 'models.import', { path: resolve(context.folder, file) });
        printModels([model], json ?? false, context);
        return EXIT.ok;
      }),
    );
}

async function allIds(queue: OpenQueue): Promise<string[]> {
  return (await ask(queue, 'models.list', {})).models.map(({ id }) => id);
}

function printModels(models: readonly ModelView[], json: boolean, { stdout }: CommandContext): void {
  stdout.write(
    json
      ? models.map((model) => `${JSON.stringify(model)}\n`).join('')
      : renderTable(COLUMNS, models, screenWidth(stdout)),
  );
}
