import type { Page } from 'playwright';

/** What a screen reader tells by its name: what can be used, and what holds such things together. */
const NAMED_ROLES: ReadonlySet<unknown> = new Set(
  (
    'button checkbox combobox dialog grid image link listbox menu menuitem navigation option progressbar radio ' +
    'radiogroup region row search searchbox slider spinbutton splitter switch textbox toolbar'
  ).split(' '),
);

/** @returns what has no name in the browser's own accessibility tree, as its element begins */
export async function namelessControls(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const nameless = nodes.filter(
    ({ ignored, role, name }) =>
      !ignored && NAMED_ROLES.has(role?.value) && !String(name?.value ?? '').trim(),
  );
  const elements = await Promise.all(
    nameless.map(async ({ backendDOMNodeId, role }) => {
      if (backendDOMNodeId === undefined) return String(role?.value);
      const { outerHTML } = await session.send('DOM.getOuterHTML', { backendNodeId: backendDOMNodeId });
      return outerHTML.slice(0, 200);
    }),
  );
  await session.detach();
  return elements;
}
