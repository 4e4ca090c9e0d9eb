/**
 * Every primitive the hook uses, taken before any script of the page runs. A page may later patch, wrap or delete all of
 * these (zone.js, polyfills, test fakes): the hook must neither break with them nor be seen by them. For the same reason
 * the hook iterates arrays by index: `for of` and spread go through `Array.prototype[Symbol.iterator]`; and it reads no
 * index that is not there.
 */
const { bind, call } = Function.prototype;

/** An array without prototype: a page may put setters on indexes of `Array.prototype`. */
export const createList = <T>(): T[] => setPrototypeOf([], null) as T[];

/** `method` as a function of its receiver: `uncurry(WeakMap.prototype.get)(map, key)`. */
export const uncurry = bind.bind(call) as <A extends readonly unknown[], R>(
  method: (...args: A) => R,
) => (self: unknown, ...args: A) => R;

const getter = <R>(prototype: object, name: PropertyKey): ((self: unknown) => R) =>
  uncurry(Object.getOwnPropertyDescriptor(prototype, name)!.get as () => R);

export const { apply, construct, get } = Reflect;
export const { defineProperty, getOwnPropertyDescriptor } = Object;
export const { isArray } = Array;
const { setPrototypeOf } = Object;
export const { isView } = ArrayBuffer;
export const NativeSocket = WebSocket;
export const NativeError = Error;
/** Of V8; Firefox has it since 138. */
export const { captureStackTrace } = Error as {
  captureStackTrace?: (holder: object, above: object) => void;
};
export const NativeMessageEvent = MessageEvent;
export const Bytes = Uint8Array;
export const Floats = Float64Array;
export const View = DataView;
export const Weak = WeakRef;
export const Registry = FinalizationRegistry;

const socket = WebSocket.prototype;
export const readyStateOf = getter<number>(socket, 'readyState');
export const urlOf = getter<string>(socket, 'url');
export const protocolOf = getter<string>(socket, 'protocol');
export const extensionsOf = getter<string>(socket, 'extensions');
export const bufferedAmountOf = getter<number>(socket, 'bufferedAmount');

export const dataOf = getter<unknown>(MessageEvent.prototype, 'data');
export const codeOf = getter<number>(CloseEvent.prototype, 'code');
export const reasonOf = getter<string>(CloseEvent.prototype, 'reason');
export const wasCleanOf = getter<boolean>(CloseEvent.prototype, 'wasClean');

export const exceptionName = getter<string>(DOMException.prototype, 'name');
export const exceptionMessage = getter<string>(DOMException.prototype, 'message');

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
export const arrayBufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength');
/** The name of the typed array's kind, or undefined for a DataView: the one getter that tells them apart by brand. */
export const typedArrayName = getter<string | undefined>(typedArray, Symbol.toStringTag);
export const typedArrayBuffer = getter<ArrayBufferLike>(typedArray, 'buffer');
export const typedArrayOffset = getter<number>(typedArray, 'byteOffset');
export const typedArrayLength = getter<number>(typedArray, 'byteLength');
export const dataViewBuffer = getter<ArrayBufferLike>(DataView.prototype, 'buffer');
export const dataViewOffset = getter<number>(DataView.prototype, 'byteOffset');
export const dataViewLength = getter<number>(DataView.prototype, 'byteLength');
export const setBytes = uncurry(Uint8Array.prototype.set as (from: Uint8Array) => void);
const setFloats = uncurry(Float64Array.prototype.set as (from: Float64Array) => void);
/** A copy of the first `count`; `slice` would ask the page which class to make (Symbol.species). */
export const firstFloats = (from: Float64Array, count: number): Float64Array => {
  const copy = new Floats(count);
  setFloats(copy, new Floats(from.buffer, 0, count));
  return copy;
};

export const blobSize = getter<number>(Blob.prototype, 'size');
export const readBlob = uncurry(Blob.prototype.arrayBuffer);
export const whenRead = uncurry(
  Promise.prototype.then as (ok: (buffer: ArrayBuffer) => void, failed: () => void) => unknown,
);

export const slice = uncurry(String.prototype.slice as (from: number, to?: number) => string);
export const charCodeAt = uncurry(String.prototype.charCodeAt);

export const weakGet = uncurry(WeakMap.prototype.get as (key: object) => unknown);
export const weakSet = uncurry(WeakMap.prototype.set as (key: object, value: unknown) => unknown);
export const register = uncurry(
  FinalizationRegistry.prototype.register as (target: object, held: unknown) => void,
);
export const deref = uncurry(WeakRef.prototype.deref as () => object | undefined);

type Listen = (type: string, listener: (event: Event) => void, options?: boolean) => void;
export const listen = uncurry(EventTarget.prototype.addEventListener as Listen);
export const unlisten = uncurry(EventTarget.prototype.removeEventListener as Listen);
export const dispatch = uncurry(EventTarget.prototype.dispatchEvent);

export const post = uncurry(
  MessagePort.prototype.postMessage as (message: unknown, transfer: Transferable[]) => void,
);
const scheduler = Reflect.get(window, 'scheduler') as Scheduler | undefined;
const postTask = scheduler && uncurry(scheduler.postTask as (run: () => void, options: object) => unknown);
const timeout = setTimeout.bind(window) as (run: () => void, ms: number) => number;
/** Timer ids are counted per document, and a page could see the gaps that ours leave: tasks have none. */
export const later = (run: () => void, delay: number): unknown =>
  postTask ? postTask(scheduler, run, { __proto__: null, delay }) : timeout(run, delay);
export const now = performance.now.bind(performance);
export const timeOrigin = performance.timeOrigin;
export const visibilityOf = getter<string>(Document.prototype, 'visibilityState');
export const onLineOf = getter<boolean>(Navigator.prototype, 'onLine');
