import type { Kit } from '../kit.ts';

export default async ({ once, url }: Kit) => {
  class Child extends WebSocket {
    mine = 1;
    sent: unknown[] = [];
    #secret = 7;
    override send(data: string): void {
      this.sent.push(data);
      super.send(data);
    }
    get secret(): number {
      return this.#secret;
    }
  }
  class Grandchild extends Child {}
  const child = new Grandchild(url, ['x', 'y']);
  await once(child, 'open');
  const echoed = once<MessageEvent>(child, 'message');
  child.send('through super');
  const { data } = await echoed;
  const seen = {
    kinds: [
      child instanceof Grandchild,
      child instanceof Child,
      child instanceof WebSocket,
      child instanceof EventTarget,
    ],
    fields: [child.mine, child.secret, child.sent, Reflect.ownKeys(child).map(String)],
    constructor: child.constructor === Grandchild,
    prototypes: [
      Object.getPrototypeOf(Child) === WebSocket,
      Object.getPrototypeOf(Child.prototype) === WebSocket.prototype,
    ],
    statics: [Child.OPEN, Object.hasOwn(Child, 'OPEN')],
    data,
    protocol: child.protocol,
  };
  child.close();
  return seen;
};
