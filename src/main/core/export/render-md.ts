import { oneLine } from '../../../shared/reading/one-line.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import { whisperLanguageName } from '../../../shared/whisper-languages.ts';
import { groupParagraphs } from './group-paragraphs.ts';
import { clockTime } from './timecode.ts';

/** Markdown to read and edit: the file's name, a line about the recording, and paragraphs with their times. */
export function renderMd(transcript: Transcript): string {
  const { source, engine, language, complete } = transcript;
  const facts = [
    `Language: ${whisperLanguageName(language.code)}`,
    `Duration: ${clockTime(source.durationMs)}`,
    `Model: ${engine.model}`,
    ...(engine.task === 'translate' ? ['Translated to English'] : []),
    ...(complete ? [] : ['Stopped before the end']),
  ];
  const paragraphs = groupParagraphs(transcript).map(({ startMs, label, text }) => {
    const voice = label === null ? '' : ` **${escapeMarkdown(label)}:**`;
    return `**\\[${clockTime(startMs)}\\]**${voice} ${escapeMarkdown(text)}`;
  });
  const title = `# ${escapeMarkdown(source.fileName)}`;
  return [title, `*${escapeMarkdown(facts.join(' · '))}*`, ...paragraphs]
    .map((block) => `${block}\n`)
    .join('\n');
}

/**
 * Keeps text from becoming markup. Marks that only count at the start of a line need no escape: no text stands there.
 * `&` and `<` would start an entity or HTML, `$` a formula and `~` a strike-through on common sites.
 */
function escapeMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>&$~|#]/g, '\\$&');
}
