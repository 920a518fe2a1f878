// A bridge between the page's world and the preload's, as Electron's `contextBridge` has it: plain values are copied, functions
// and promises are stood in for. Put before each of the two scripts.
// oxlint-disable-next-line no-unused-vars -- by the scripts that are put behind this one
function standInWorld(own, other) {
  const MARK = '__standIn';
  const functions = new Map();
  const waiting = new Map();
  let last = 0;
  const isPlain = (value) =>
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  const pack = (value) => {
    if (typeof value === 'function') {
      last += 1;
      functions.set(last, value);
      return { [MARK]: 'function', id: last };
    }
    if (Array.isArray(value)) return value.map(pack);
    if (isPlain(value))
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one)]));
    return value;
  };
  const unpack = (value) => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    if (value[MARK] === 'function') return (...args) => call(value.id, args);
    if (value[MARK] === 'promise') return new Promise((...ends) => waiting.set(value.id, ends));
    // What comes from the other world has the prototypes of neither until it is copied.
    const isCopied = Object.prototype.toString.call(value) === '[object Object]';
    return isCopied
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpack(one)]))
      : value;
  };
  const say = (kind, detail) =>
    document.dispatchEvent(new CustomEvent(`stand-in:${other}:${kind}`, { detail }));
  const on = (kind, listener) =>
    document.addEventListener(`stand-in:${own}:${kind}`, ({ detail }) => listener(detail));
  let returned;
  const call = (id, args) => {
    say('call', { id, args: pack(args) });
    const { value, error } = returned;
    if (error !== undefined) throw new Error(error);
    return unpack(value);
  };
  const later = (promise) => {
    last += 1;
    const id = `${own}${last}`;
    promise.then(
      (value) => say('settle', { id, value: pack(value) }),
      (error) => say('settle', { id, error: String(error?.message ?? error) }),
    );
    return { [MARK]: 'promise', id };
  };
  on('call', ({ id, args }) => {
    let answer;
    try {
      const value = functions.get(id)(...unpack(args));
      answer = { value: typeof value?.then === 'function' ? later(value) : pack(value) };
    } catch (error) {
      answer = { error: String(error?.message ?? error) };
    }
    say('return', answer);
  });
  on('return', (answer) => {
    returned = answer;
  });
  on('settle', ({ id, value, error }) => {
    const [resolve, reject] = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(unpack(value));
    else reject(new Error(error));
  });
  return { pack, unpack };
}
