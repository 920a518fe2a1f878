export type ExampleParts = {
  readonly name: string;
  readonly model: string;
  /** With its dot. */
  readonly ending: string;
  readonly today: Date;
};

/** What a template comes to for a recording that one can imagine; the real name is made by `core/export`. */
export function exampleName(template: string, { name, model, ending, today }: ExampleParts): string {
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  const values: Readonly<Record<string, string>> = { name, date, model, language: 'en' };
  const filled = template.replaceAll(/\{(\w+)\}/g, (placeholder, key: string) => values[key] ?? placeholder);
  return filled + ending;
}
