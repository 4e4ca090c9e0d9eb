import type { Visible } from '../kit.ts';

/** A proxy within the prototypes that a patched function is given, and one for a list of protocols, is asked once more. */
const visible: Visible = {
  dormant: true,
  look: ({ url }) => {
    const asked: string[] = [];
    const handler = {
      getPrototypeOf: (target: object) => {
        asked.push('prototype');
        return Reflect.getPrototypeOf(target);
      },
      getOwnPropertyDescriptor: (target: object, name: PropertyKey) => {
        asked.push(`descriptor ${String(name)}`);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    };
    const { send } = WebSocket.prototype;
    const before = Object.getPrototypeOf(send) as object;
    Object.setPrototypeOf(send, new Proxy(before, handler));
    Object.setPrototypeOf(send, before);
    new WebSocket(url, new Proxy(['a'], handler as ProxyHandler<string[]>)).close();
    return asked.length > 0;
  },
};
export default visible;
