import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { EarshotError, errnoOf } from '../../../shared/errors.ts';
import { FormatError, GgmlReader } from './ggml-reader.ts';

/** What a model file says of itself. */
export type WhisperFile = {
  /** As in `Whisper base, multilingual (q8_0)`. */
  readonly name: string;
  readonly sizeBytes: number;
};

/** "ggml" as a number, which little-endian machines write backwards. */
const GGML_MAGIC = 0x67676d6c;
const GGUF_MAGIC = Buffer.from('GGUF').readInt32LE(0);

/** Kinds of weights by the file's own number (`ggml_ftype` in ggml.h): those that whisper.cpp's quantiser writes. */
const FILE_TYPES = new Map([
  [0, 'f32'],
  [1, 'f16'],
  [2, 'q4_0'],
  [3, 'q4_1'],
  [7, 'q8_0'],
  [8, 'q5_0'],
  [9, 'q5_1'],
  [10, 'q2_K'],
  [11, 'q3_K'],
  [12, 'q4_K'],
  [13, 'q5_K'],
  [14, 'q6_K'],
  [24, 'bf16'],
]);

/** Weights of one tensor by its own number (`ggml_type` in ggml.h): how many share a block, and the block's bytes. */
const BLOCKS = new Map<number, { readonly weights: number; readonly bytes: number }>([
  [0, { weights: 1, bytes: 4 }],
  [1, { weights: 1, bytes: 2 }],
  [2, { weights: 32, bytes: 18 }],
  [3, { weights: 32, bytes: 20 }],
  [6, { weights: 32, bytes: 22 }],
  [7, { weights: 32, bytes: 24 }],
  [8, { weights: 32, bytes: 34 }],
  [10, { weights: 256, bytes: 84 }],
  [11, { weights: 256, bytes: 110 }],
  [12, { weights: 256, bytes: 144 }],
  [13, { weights: 256, bytes: 176 }],
  [14, { weights: 256, bytes: 210 }],
  [30, { weights: 1, bytes: 2 }],
]);

/** Sizes that OpenAI has published, by the number of encoder layers. */
const SIZES = new Map([
  [4, 'tiny'],
  [6, 'base'],
  [12, 'small'],
  [24, 'medium'],
  [32, 'large'],
]);
const ENGLISH_ONLY_VOCABULARY = 51_864;

/**
 * Looks through a model file from its header to the end of its last tensor, as the engine does before it loads one
 * (`native/src/model_file.cpp`). Weights are not read: what is wrong among them only a known hash can tell.
 *
 * @throws EarshotError `file-not-found`, `file-unreadable`, `not-a-file`; `model-damaged` for what is no Whisper model in
 *   ggml format, or is cut or garbled
 */
export async function describeWhisperFile(path: string): Promise<WhisperFile> {
  const file = await openModel(path);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new EarshotError('not-a-file', `${basename(path)} is not a file.`);
    const name = await checkWhisper(new GgmlReader(file, stats.size));
    return { name, sizeBytes: stats.size };
  } catch (error) {
    throw explain(error, path);
  } finally {
    await file.close();
  }
}

async function openModel(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw explain(error, path);
  }
}

function explain(error: unknown, path: string): unknown {
  const name = basename(path);
  if (error instanceof FormatError) {
    const message = `${name} is not a whole Whisper model: ${error.message}.`;
    return new EarshotError('model-damaged', message, {
      hint: 'Choose a Whisper model in ggml format, or download it again.',
      cause: error,
    });
  }
  const errno = errnoOf(error);
  if (errno === null || error instanceof EarshotError) return error;
  if (errno === 'ENOENT') {
    return new EarshotError('file-not-found', `${name} is not there.`, { cause: error, detail: path });
  }
  return new EarshotError('file-unreadable', `${name} cannot be read.`, { cause: error, detail: path });
}

async function checkWhisper(reader: GgmlReader): Promise<string> {
  const magic = reader.leftBytes < 4 ? null : await reader.int32();
  if (magic === GGUF_MAGIC) throw new FormatError('it is in GGUF format, which the engine does not read');
  if (magic !== GGML_MAGIC) throw new FormatError('it is not in ggml format');
  const vocabulary = await reader.int32Within(ENGLISH_ONLY_VOCABULARY, 51_866, 'vocabulary size');
  await reader.int32Within(1500, 1500, 'audio context');
  const audio = await readStack(reader, 'encoder');
  await reader.int32Within(448, 448, 'text context');
  const text = await readStack(reader, 'decoder');
  const melBands = await reader.int32Within(80, 128, 'number of mel bands');
  const fileType = FILE_TYPES.get((await reader.int32()) % 1000);
  if (audio.width !== text.width) throw new FormatError('its header contradicts itself');
  if (fileType === undefined) throw new FormatError('its kind of weights is not known');

  await reader.int32Within(melBands, melBands, 'number of mel filters');
  const filterBins = await reader.int32Within(201, 201, 'mel filter width');
  reader.skip(melBands * filterBins * 4);
  const words = await reader.int32Within(1, vocabulary, 'number of words');
  for (let word = 0; word < words; word += 1) {
    reader.skip(await reader.int32Within(0, 1024, 'word length'));
  }
  const tensors = await countTensors(reader);
  if (tensors < 15 * audio.layers + 24 * text.layers) {
    throw new FormatError(`it holds only ${tensors} tensors`);
  }
  return nameOf(audio.layers, text.layers, vocabulary, fileType);
}

async function readStack(reader: GgmlReader, what: string): Promise<{ width: number; layers: number }> {
  const width = await reader.int32Within(64, 4096, `${what} width`);
  const heads = await reader.int32Within(1, 64, `number of ${what} heads`);
  const layers = await reader.int32Within(1, 64, `number of ${what} layers`);
  if (width % heads !== 0) throw new FormatError('its header contradicts itself');
  return { width, layers };
}

async function countTensors(reader: GgmlReader): Promise<number> {
  let count = 0;
  for (; reader.leftBytes > 0; count += 1) {
    const dimensions = await reader.int32Within(0, 4, 'number of dimensions');
    const nameBytes = await reader.int32Within(1, 128, 'tensor name length');
    const block = BLOCKS.get(await reader.int32());
    if (block === undefined) throw new FormatError('a tensor has weights of an unknown kind');
    let weights = 1;
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      weights *= await reader.int32Within(1, 1 << 20, 'tensor size');
    }
    reader.skip(nameBytes);
    reader.skip(Math.floor(weights / block.weights) * block.bytes);
  }
  return count;
}

function nameOf(audioLayers: number, textLayers: number, vocabulary: number, fileType: string): string {
  const size = SIZES.get(audioLayers) ?? `with ${audioLayers} layers`;
  const isShort = textLayers < audioLayers ? ', short decoder' : '';
  const languages = vocabulary === ENGLISH_ONLY_VOCABULARY ? 'English only' : 'multilingual';
  return `Whisper ${size}${isShort}, ${languages} (${fileType})`;
}
