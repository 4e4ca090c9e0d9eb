import { createDisguise } from './native-text.ts';
import { construct, defineProperty, getOwnPropertyDescriptor, NativeSocket } from './primitives.ts';
import { createPrototypeTrap } from './prototype-trap.ts';
import { hideFrames } from './stack.ts';

type Native = (...args: unknown[]) => unknown;

/** What the patches tell. Called around the native call; `above` is the hook's lowest function on the call stack. */
export interface Observer {
  /** Must not throw. */
  constructed(socket: WebSocket, args: readonly unknown[], above: object): void;
  /** Stands in for the native call: runs it exactly once and returns or throws what it does. */
  send(target: Native, socket: WebSocket, args: unknown[], above: object): unknown;
  close(target: Native, socket: WebSocket, args: unknown[], above: object): unknown;
}

/**
 * Puts the proxies in place. Sockets stay real instances of the real class: only the constructor, `send` and `close` are
 * stood in for, under the descriptors they had. The two methods have a trap only while `watch` is on: a proxy without one
 * calls the native method with nothing of the hook on the stack.
 */
export function patchWebSocket(observer: Observer): { watch(on: boolean): void } {
  const disguise = createDisguise();

  const replace = (holder: object, name: string, value: object): void => {
    defineProperty(holder, name, { ...getOwnPropertyDescriptor(holder, name), value });
  };

  // Handlers have no prototype: a page that pollutes Object.prototype with `get` or `has` would install a trap.
  const onConstruct = (target: typeof WebSocket, args: unknown[], newTarget: Native): WebSocket => {
    const asked = (newTarget as unknown) === PatchedSocket ? target : newTarget;
    let socket: WebSocket;
    try {
      socket = construct(target, args, asked);
    } catch (error) {
      hideFrames(error, args, onConstruct);
      throw error;
    }
    observer.constructed(socket, args, onConstruct);
    return socket;
  };
  const PatchedSocket: typeof WebSocket = new Proxy(NativeSocket, {
    __proto__: null,
    construct: onConstruct,
    setPrototypeOf: createPrototypeTrap(() => PatchedSocket),
  } as ProxyHandler<typeof WebSocket>);

  const replaceMethod = (name: 'send' | 'close') => {
    const native = NativeSocket.prototype[name] as Native;
    const onApply = (target: Native, self: WebSocket, args: unknown[]): unknown =>
      observer[name](target, self, args, onApply);
    const handler: { apply: typeof onApply | undefined } = {
      __proto__: null,
      apply: undefined,
      setPrototypeOf: createPrototypeTrap(() => proxy),
    } as never;
    const proxy: Native = new Proxy(native, handler as ProxyHandler<Native>);
    disguise(proxy, native);
    replace(NativeSocket.prototype, name, proxy);
    return (on: boolean): void => {
      handler.apply = on ? onApply : undefined;
    };
  };

  disguise(PatchedSocket, NativeSocket);
  const watchSend = replaceMethod('send');
  const watchClose = replaceMethod('close');
  replace(NativeSocket.prototype, 'constructor', PatchedSocket);
  replace(window, 'WebSocket', PatchedSocket);
  return {
    watch(on) {
      watchSend(on);
      watchClose(on);
    },
  };
}
