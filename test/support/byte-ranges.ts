/** What a player may ask of a recording of 1,000 bytes, and how each host answers: status, bytes, `Content-Range`. */
export const BYTE_RANGES: readonly (readonly [
  range: string | undefined,
  status: number,
  sizeBytes: number,
  contentRange: string | null,
])[] = [
  [undefined, 200, 1_000, null],
  ['bytes=0-', 206, 1_000, 'bytes 0-999/1000'],
  ['bytes=10-19', 206, 10, 'bytes 10-19/1000'],
  ['bytes=-5', 206, 5, 'bytes 995-999/1000'],
  ['bytes=990-5000', 206, 10, 'bytes 990-999/1000'],
  ['bytes=1000-', 416, 0, 'bytes */1000'],
  ['bytes=-0', 416, 0, 'bytes */1000'],
  ['bytes=9-5', 200, 1_000, null],
  ['bytes=a-b', 200, 1_000, null],
  ['bytes=0-1,5-6', 200, 1_000, null],
  ['lines=1-2', 200, 1_000, null],
  [`bytes=0-${'9'.repeat(400)}`, 206, 1_000, 'bytes 0-999/1000'],
];
