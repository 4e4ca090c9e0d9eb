/**
 * Every primitive the hook uses, taken before any script of the page runs. A page may later patch, wrap or delete all of
 * these (zone.js, polyfills, test fakes): the hook must neither break with them nor be seen by them. For the same reason
 * the hook iterates arrays by index: `for of` and spread go through `Array.prototype[Symbol.iterator]`; and it reads no
 * index that is not there.
 *
 * They are taken by a call and not while this module loads: in a window that page script may have touched, reading any of
 * them can run page code, and there the hook must not read a single one (gate.ts).
 */

type Of<R> = (self: unknown) => R;
type Construct<T extends abstract new (...args: never[]) => unknown> = T;

export let apply: typeof Reflect.apply;
export let construct: typeof Reflect.construct;
export let get: typeof Reflect.get;
export let reflectSetPrototypeOf: typeof Reflect.setPrototypeOf;
export let objectSetPrototypeOf: typeof Object.setPrototypeOf;
export let getPrototypeOf: typeof Object.getPrototypeOf;
let toObject: (value: unknown) => unknown;
export let createObject: (prototype: object) => object;
export let defineProperty: typeof Object.defineProperty;
export let getOwnPropertyDescriptor: typeof Object.getOwnPropertyDescriptor;
export let isArray: typeof Array.isArray;
export let isView: typeof ArrayBuffer.isView;
export let NativeSocket: Construct<typeof WebSocket>;
export let NativeError: Construct<typeof Error>;
export let nativePrototypes: { readonly functions: object; readonly objects: object };
/** Of V8; Firefox has it since 138. */
export let captureStackTrace: ((holder: object, above: object) => void) | undefined;
export let NativeMessageEvent: Construct<typeof MessageEvent>;
export let Bytes: Construct<typeof Uint8Array>;
export let Floats: Construct<typeof Float64Array>;
export let View: Construct<typeof DataView>;
export let Weak: Construct<typeof WeakRef>;
export let Registry: Construct<typeof FinalizationRegistry>;
export let Reader: Construct<typeof FileReader>;

export let readyStateOf: Of<number>;
export let urlOf: Of<string>;
export let protocolOf: Of<string>;
export let extensionsOf: Of<string>;
export let bufferedAmountOf: Of<number>;
export let dataOf: Of<unknown>;
export let codeOf: Of<number>;
export let reasonOf: Of<string>;
export let wasCleanOf: Of<boolean>;
export let exceptionName: Of<string>;
export let exceptionMessage: Of<string>;

export let arrayBufferLength: Of<number>;
/** The name of the typed array's kind, or undefined for a DataView: the one getter that tells them apart by brand. */
export let typedArrayName: Of<string | undefined>;
export let typedArrayBuffer: Of<ArrayBufferLike>;
export let typedArrayOffset: Of<number>;
export let typedArrayLength: Of<number>;
export let dataViewBuffer: Of<ArrayBufferLike>;
export let dataViewOffset: Of<number>;
export let dataViewLength: Of<number>;
export let setBytes: (self: unknown, from: Uint8Array) => void;
let setFloats: (self: unknown, from: Float64Array) => void;

export let blobSize: Of<number>;
export let readBlob: (reader: unknown, blob: unknown) => void;
export let readResult: Of<ArrayBuffer | null>;
export let slice: (self: unknown, from: number, to?: number) => string;
export let charCodeAt: (self: unknown, at: number) => number;
export let indexOf: (self: unknown, text: string) => number;
export let weakGet: (self: unknown, key: object) => unknown;
export let weakSet: (self: unknown, key: object, value: unknown) => unknown;
export let register: (self: unknown, target: object, held: unknown) => void;
export let deref: (self: unknown) => object | undefined;

type Listen = (type: string, listener: (event: Event) => void, options?: boolean) => void;
export let listen: (self: unknown, ...args: Parameters<Listen>) => void;
export let unlisten: (self: unknown, ...args: Parameters<Listen>) => void;
export let dispatch: (self: unknown, event: Event) => boolean;
export let post: (self: unknown, message: unknown, transfer: Transferable[]) => void;
let task: ((run: () => void, delay: number) => unknown) | undefined;
let timeout: (run: () => void, ms: number) => unknown;
export let now: () => number;
export let timeOrigin: number;
export let visibilityOf: Of<string>;
export let onLineOf: Of<boolean>;

/** To be called first, and only where the gate is open. */
export function takePrimitives(): void {
  const { bind, call } = Function.prototype;
  /** `method` as a function of its receiver: `uncurry(WeakMap.prototype.get)(map, key)`. */
  const uncurry = bind.bind(call) as <A extends readonly unknown[], R>(
    method: (...args: A) => R,
  ) => (self: unknown, ...args: A) => R;
  const getter = <R>(prototype: object, name: PropertyKey): Of<R> =>
    uncurry(Object.getOwnPropertyDescriptor(prototype, name)!.get as () => R);

  ({ apply, construct, get, setPrototypeOf: reflectSetPrototypeOf } = Reflect);
  ({
    create: createObject,
    defineProperty,
    getOwnPropertyDescriptor,
    getPrototypeOf,
    setPrototypeOf: objectSetPrototypeOf,
  } = Object);
  toObject = Object;
  ({ isArray } = Array);
  ({ isView } = ArrayBuffer);
  NativeSocket = WebSocket;
  NativeError = Error;
  nativePrototypes = { functions: Function.prototype, objects: Object.prototype };
  ({ captureStackTrace } = Error as {
    captureStackTrace?: (holder: object, above: object) => void;
  });
  NativeMessageEvent = MessageEvent;
  Bytes = Uint8Array;
  Floats = Float64Array;
  View = DataView;
  Weak = WeakRef;
  Registry = FinalizationRegistry;
  Reader = FileReader;

  const socket = WebSocket.prototype;
  readyStateOf = getter(socket, 'readyState');
  urlOf = getter(socket, 'url');
  protocolOf = getter(socket, 'protocol');
  extensionsOf = getter(socket, 'extensions');
  bufferedAmountOf = getter(socket, 'bufferedAmount');
  dataOf = getter(MessageEvent.prototype, 'data');
  codeOf = getter(CloseEvent.prototype, 'code');
  reasonOf = getter(CloseEvent.prototype, 'reason');
  wasCleanOf = getter(CloseEvent.prototype, 'wasClean');
  exceptionName = getter(DOMException.prototype, 'name');
  exceptionMessage = getter(DOMException.prototype, 'message');

  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
  arrayBufferLength = getter(ArrayBuffer.prototype, 'byteLength');
  typedArrayName = getter(typedArray, Symbol.toStringTag);
  typedArrayBuffer = getter(typedArray, 'buffer');
  typedArrayOffset = getter(typedArray, 'byteOffset');
  typedArrayLength = getter(typedArray, 'byteLength');
  dataViewBuffer = getter(DataView.prototype, 'buffer');
  dataViewOffset = getter(DataView.prototype, 'byteOffset');
  dataViewLength = getter(DataView.prototype, 'byteLength');
  setBytes = uncurry(Uint8Array.prototype.set as (from: Uint8Array) => void);
  setFloats = uncurry(Float64Array.prototype.set as (from: Float64Array) => void);

  blobSize = getter(Blob.prototype, 'size');
  // Not `blob.arrayBuffer()`: whoever waits for a promise asks its `constructor`, which a page may have put there.
  readBlob = uncurry(FileReader.prototype.readAsArrayBuffer as (blob: unknown) => void);
  readResult = getter(FileReader.prototype, 'result');
  slice = uncurry(String.prototype.slice as (from: number, to?: number) => string);
  charCodeAt = uncurry(String.prototype.charCodeAt);
  indexOf = uncurry(String.prototype.indexOf as (text: string) => number);
  weakGet = uncurry(WeakMap.prototype.get as (key: object) => unknown);
  weakSet = uncurry(WeakMap.prototype.set as (key: object, value: unknown) => unknown);
  register = uncurry(FinalizationRegistry.prototype.register as (target: object, held: unknown) => void);
  deref = uncurry(WeakRef.prototype.deref as () => object | undefined);

  listen = uncurry(EventTarget.prototype.addEventListener as Listen);
  unlisten = uncurry(EventTarget.prototype.removeEventListener as Listen);
  dispatch = uncurry(EventTarget.prototype.dispatchEvent);
  post = uncurry(MessagePort.prototype.postMessage as (message: unknown, transfer: Transferable[]) => void);
  const scheduler = Reflect.get(window, 'scheduler') as Scheduler | undefined;
  const postTask = scheduler && uncurry(scheduler.postTask as (run: () => void, options: object) => unknown);
  task = postTask && ((run, delay) => postTask(scheduler, run, { __proto__: null, delay }));
  timeout = setTimeout.bind(window) as (run: () => void, ms: number) => number;
  now = performance.now.bind(performance);
  ({ timeOrigin } = performance);
  visibilityOf = getter(Document.prototype, 'visibilityState');
  onLineOf = getter(Navigator.prototype, 'onLine');
}

/** An array without prototype: a page may put setters on indexes of `Array.prototype`. */
export const createList = <T>(): T[] => objectSetPrototypeOf([], null) as T[];

/** A copy of the first `count`; `slice` would ask the page which class to make (Symbol.species). */
export function firstFloats(from: Float64Array, count: number): Float64Array {
  const copy = new Floats(count);
  setFloats(copy, new Floats(from.buffer, 0, count));
  return copy;
}

/** Timer ids are counted per document, and a page could see the gaps that ours leave: tasks have none. */
export const later = (run: () => void, delay: number): unknown =>
  task ? task(run, delay) : timeout(run, delay);

/**
 * Whether `value` is an object of any kind. `document.all` is one, although its `typeof` is undefined and minifiers take that to
 * mean that it is the undefined value.
 */
export const isAnyObject = (value: unknown): value is object =>
  typeof value === 'object'
    ? value !== null
    : typeof value === 'function' || (typeof value !== 'string' && toObject(value) === value);
