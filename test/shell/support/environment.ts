/** What a program under test finds: a home of its own, also for what is temporary, and nothing that would make it another program. */
export function environmentOf(home: string): Record<string, string> {
  const {
    ELECTRON_RENDERER_URL: _url,
    ELECTRON_RUN_AS_NODE: _node,
    NODE_OPTIONS: _options,
    ...own
  } = process.env;
  const known = Object.entries({ ...own, EARSHOT_HOME: home, TMPDIR: home, TEMP: home, TMP: home });
  return Object.fromEntries(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
