import { resolve } from 'node:path';

/** Containers whose packets carry timestamps. */
const CONTAINERS = [
  'mov mp4 matroska webm avi asf asf_o flv live_flv kux mpeg mpegts mxf nut ogg rm dv gxf lxf wtv ivf nsv nuv pva',
  'swf ty dhav vivo',
].flatMap((names) => names.split(' '));

/** Sound without a container: the time of a packet is counted by ffmpeg from what came before it. */
const SOUND_FILES = [
  'aac ac3 ac4 eac3 aiff amr amrnb amrwb ape ast au caf dsf iff dss dts dtshd flac gsm ircam loas mlp mp3 mpc mpc8',
  'nistsphere oma osq pvf qcp rso sds shn sln sox spdif tak tta truehd voc w64 wav wsd wv wve xwma aa aax aea avr',
  'mca msf qoa usm',
].flatMap((names) => names.split(' '));

/** Pictures without sound, so that they can be called by their name. */
const PICTURE_FILES = ['h264', 'hevc', 'm4v', 'mpegvideo', 'obu', 'yuv4mpegpipe'];

/**
 * The demuxers a recording may be opened with. A list of what is allowed, because ffmpeg also "opens" play lists and
 * concatenation scripts (which make it read other files and addresses), text files (as ANSI art or subtitles) and
 * pictures. The names are matched before a demuxer reads its first byte.
 */
const DEMUXERS = [...CONTAINERS, ...SOUND_FILES, ...PICTURE_FILES];

/** How far ffmpeg looks for the parameters of a track: a broadcast recording can stay silent for its first minute. */
const ANALYZE_MICROSECONDS = '60000000';
const PROBE_BYTES = '67108864';

/** ffmpeg's name for a local file. The prefix keeps `:` in a name from being read as a protocol (`concat:`, `http:`). */
export function ffmpegInputName(file: string): string {
  return `file:${resolve(file)}`;
}

/** Options that ffmpeg and ffprobe both take in front of an input: local files and known containers only. */
export function ffmpegInputOptions(): string[] {
  return [
    ['-protocol_whitelist', 'file'],
    ['-format_whitelist', DEMUXERS.join(',')],
    ['-analyzeduration', ANALYZE_MICROSECONDS],
    ['-probesize', PROBE_BYTES],
  ].flat();
}

/** Whether a container (by ffmpeg's name or names for it) has a clock of its own. */
export function hasTimestamps(container: string): boolean {
  return container.split(',').some((name) => CONTAINERS.includes(name));
}
