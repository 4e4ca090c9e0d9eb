import type { Kit } from '../kit.ts';

/** A page may replace what it likes afterwards, and finds only its own calls. */
export default async ({ url }: Kit) => {
  const called: string[] = [];
  const { apply, construct } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const undo: (() => void)[] = [];
  const spy = (holder: object, name: PropertyKey): void => {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    const native = descriptor?.value as ((...args: unknown[]) => unknown) | undefined;
    if (!descriptor || typeof native !== 'function' || !descriptor.configurable) return;
    const spied = function (this: unknown, ...args: unknown[]): unknown {
      called[called.length] = String(name);
      return new.target ? construct(native, args, new.target) : apply(native, this, args);
    };
    spied.prototype = native.prototype as object;
    defineProperty(holder, name, { ...descriptor, value: spied });
    undo[undo.length] = () => defineProperty(holder, name, descriptor);
  };
  const targets: readonly (readonly [object, readonly PropertyKey[]])[] = [
    [MessagePort.prototype, ['postMessage', 'start', 'close']],
    [EventTarget.prototype, ['dispatchEvent', 'removeEventListener']],
    [
      Array.prototype,
      ['push', 'slice', 'map', 'forEach', 'filter', 'concat', 'splice', 'shift', Symbol.iterator],
    ],
    [Map.prototype, ['get', 'set', 'has']],
    [Set.prototype, ['add', 'has']],
    [WeakMap.prototype, ['get', 'set', 'has']],
    [WeakRef.prototype, ['deref']],
    [FinalizationRegistry.prototype, ['register']],
    [Promise.prototype, ['then', 'catch', 'finally']],
    [String.prototype, ['slice', 'split', 'charCodeAt', 'indexOf', 'includes', 'replace']],
    [Function.prototype, ['call', 'apply', 'bind']],
    [Performance.prototype, ['now']],
    [Blob.prototype, ['arrayBuffer', 'text', 'slice']],
    [Uint8Array.prototype, ['set', 'slice', 'subarray']],
    [Object.getPrototypeOf(Uint8Array.prototype) as object, ['set', 'slice', 'subarray']],
    [Object, ['defineProperty', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'assign', 'keys']],
    [Reflect, ['apply', 'construct', 'get']],
    [JSON, ['stringify', 'parse']],
    [Math, ['max', 'min']],
    [Array, ['isArray', 'from']],
    [ArrayBuffer, ['isView']],
    [Date, ['now']],
    [Error, ['captureStackTrace']],
    [
      window,
      [
        'setTimeout',
        'queueMicrotask',
        'Uint8Array',
        'DataView',
        'MessageEvent',
        'WeakRef',
        'Proxy',
        'Error',
        'Promise',
        'MessageChannel',
      ],
    ],
    [
      'scheduler' in window
        ? (Object.getPrototypeOf(Reflect.get(window, 'scheduler') as object) as object)
        : {},
      ['postTask'],
    ],
  ];
  for (let at = 0; at < targets.length; at++) {
    const [holder, names] = targets[at]!;
    for (let each = 0; each < names.length; each++) spy(holder, names[each]!);
  }
  const socket = await new Promise<WebSocket>((resolve) => {
    const ws = new WebSocket(url);
    ws.onopen = () => {
      ws.send('one');
      ws.send(new Blob(['two']));
      ws.send(new DataView(new ArrayBuffer(4), 1, 2));
      ws.onmessage = (event) => {
        if (event.data !== 'one') resolve(ws);
      };
    };
  });
  for (let at = 0; at < undo.length; at++) undo[at]!();
  socket.close();
  return called.filter((name) => name !== 'Promise' && name !== 'then');
};
