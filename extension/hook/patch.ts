import { createDisguise } from './native-text.ts';
import { construct, defineProperty, getOwnPropertyDescriptor, NativeSocket } from './primitives.ts';

/** What the patches tell. Called around the native call; must not throw. */
export interface Observer {
  constructed(socket: WebSocket, args: readonly unknown[]): void;
  /** Stands in for the native call: runs it exactly once and returns or throws what it does. */
  send(target: (...args: unknown[]) => unknown, socket: WebSocket, args: unknown[]): unknown;
  close(target: (...args: unknown[]) => unknown, socket: WebSocket, args: unknown[]): unknown;
}

type Native = (...args: unknown[]) => unknown;

/**
 * Puts the proxies in place. Sockets stay real instances of the real class: only the constructor, `send` and `close` are
 * stood in for, under the descriptors they had.
 */
export function patchWebSocket(observer: Observer): void {
  const disguise = createDisguise();

  const replace = (holder: object, name: string, value: object): void => {
    defineProperty(holder, name, { ...getOwnPropertyDescriptor(holder, name), value });
  };

  // Handlers have no prototype: a page that pollutes Object.prototype with `get` or `has` would install a trap.
  const PatchedSocket = new Proxy(NativeSocket, {
    __proto__: null,
    construct(target: typeof WebSocket, args: unknown[], newTarget: Native) {
      const socket = construct(target, args, (newTarget as unknown) === PatchedSocket ? target : newTarget);
      observer.constructed(socket, args);
      return socket;
    },
  } as ProxyHandler<typeof WebSocket>);

  const replaceMethod = (name: 'send' | 'close'): void => {
    const native = NativeSocket.prototype[name] as Native;
    const proxy = new Proxy(native, {
      __proto__: null,
      apply: (target: Native, self: WebSocket, args: unknown[]) => observer[name](target, self, args),
    } as ProxyHandler<Native>);
    disguise(proxy, native);
    replace(NativeSocket.prototype, name, proxy);
  };

  disguise(PatchedSocket, NativeSocket);
  replaceMethod('send');
  replaceMethod('close');
  replace(NativeSocket.prototype, 'constructor', PatchedSocket);
  replace(window, 'WebSocket', PatchedSocket);
}
