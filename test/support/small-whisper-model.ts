/** What the header of a model says; the rest of the file follows from it. */
export type SmallModelHeader = {
  readonly vocabulary: number;
  readonly audioContext: number;
  readonly audioWidth: number;
  readonly audioHeads: number;
  readonly audioLayers: number;
  readonly textContext: number;
  readonly textWidth: number;
  readonly textHeads: number;
  readonly textLayers: number;
  readonly melBands: number;
  readonly fileType: number;
};

const HEADER: SmallModelHeader = {
  vocabulary: 51_865,
  audioContext: 1500,
  audioWidth: 64,
  audioHeads: 1,
  audioLayers: 1,
  textContext: 448,
  textWidth: 64,
  textHeads: 1,
  textLayers: 1,
  melBands: 80,
  fileType: 2007,
};

const MAGIC = Buffer.from('lmgg');
const FILTER_BINS = 201;
const Q8_0 = { number: 8, weights: 32, blockBytes: 34 };

/** A model file of the right form and of 70 KB: whole for who looks through it, and useless for who would use it. */
export function smallWhisperModel(change: Partial<SmallModelHeader> = {}, fill = 0): Buffer {
  const header = { ...HEADER, ...change };
  const tensors = 15 * header.audioLayers + 24 * header.textLayers;
  return Buffer.concat([
    MAGIC,
    numbers(...Object.values(header)),
    numbers(header.melBands, FILTER_BINS),
    Buffer.alloc(header.melBands * FILTER_BINS * 4),
    numbers(3),
    ...['a', 'word', ''].map((word) => Buffer.concat([numbers(word.length), Buffer.from(word)])),
    ...Array.from({ length: tensors }, (_, index) => tensor(`tensor.${index}`, fill)),
  ]);
}

/** A whole model whose header claims something else. */
export function modelWithHeader(change: Partial<SmallModelHeader>): Buffer {
  const bytes = smallWhisperModel();
  numbers(...Object.values({ ...HEADER, ...change })).copy(bytes, MAGIC.length);
  return bytes;
}

function tensor(name: string, fill: number): Buffer {
  const [rows, columns] = [2, Q8_0.weights];
  return Buffer.concat([
    numbers(2, name.length, Q8_0.number, columns, rows),
    Buffer.from(name),
    Buffer.alloc(rows * Q8_0.blockBytes, fill),
  ]);
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32LE(value, index * 4);
  return bytes;
}
