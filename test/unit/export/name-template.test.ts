import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkNameTemplate, fillNameTemplate } from '../../../src/main/core/export/name-template.ts';

const parts = { name: 'talk', date: '2026-11-22', model: 'base', language: 'en' };

test.each([
  ['{name}', 'talk'],
  ['{date} {name}', '2026-11-22 talk'],
  ['{name}.{language}', 'talk.en'],
  ['{name} ({model}, {language})', 'talk (base, en)'],
  ['{name}{name}', 'talktalk'],
  ['notes', 'notes'],
  ['console {name}', 'console talk'],
])('%s becomes %s', (template, name) => {
  expect(() => checkNameTemplate(template)).not.toThrow();
  expect(fillNameTemplate(template, parts)).toBe(name);
});

test.each([
  ['an unknown placeholder', '{name} {speaker}', '{speaker}'],
  ['a placeholder in capitals', '{Name}', '{Name}'],
  ['a bracket that is not closed', 'a {name', '{name'],
  ['a bracket that was not opened', 'name}', '}'],
  ['brackets in brackets', '{{name}}', '{'],
  ['a folder', 'texts/{name}', 'texts/{name}'],
  ['a folder of Windows', 'texts\\{name}', 'texts'],
  ['a way up', '../{name}', '../{name}'],
  ['a letter that Windows does not take', '{date}: {name}', ':'],
  ['a line break', '{name}\n', 'cannot be'],
  ['only dots', '..', '..'],
  ['nothing but a space', ' ', 'cannot be'],
  ['a device of Windows', 'CON', 'CON'],
  ['a device with an ending', 'nul.{name}', 'nul'],
  ['a numbered device', 'lpt1', 'lpt1'],
])('%s is refused', (_, template, named) => {
  expect(() => checkNameTemplate(template)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(named) }),
  );
});

test('the name of the recording is left as it is, even when it looks like a template', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(fillNameTemplate('{name}', { ...parts, name })).toBe(name);
    }),
  );
  expect(fillNameTemplate('{name} {date}', { ...parts, name: '$& {date}' })).toBe('$& {date} 2026-11-22');
});

test('a model with a path for its name leads nowhere', () => {
  const filled = fillNameTemplate('{name}-{model}', { ...parts, model: '../../etc/base:1' });
  expect(filled).toBe('talk-..-..-etc-base-1');
});

test('a template that passes leads into no other folder, whatever fills it', () => {
  const piece = fc.oneof(
    fc.constantFrom('{name}', '{date}', '{model}', '{language}', '/', '\\', '..', '{x}', ':'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.string(), (pieces, model) => {
      const template = pieces.join('');
      try {
        checkNameTemplate(template);
      } catch {
        return;
      }
      expect(fillNameTemplate(template, { ...parts, model, language: model })).not.toMatch(/[/\\\0]/);
    }),
  );
});
