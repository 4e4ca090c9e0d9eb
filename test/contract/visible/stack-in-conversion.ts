import type { Visible } from '../kit.ts';

/** Stacks that page code takes while the browser converts an argument. */
const visible: Visible = {
  dormant: true,
  look: async ({ url, open }) => {
    const stacks: (string | undefined)[] = [];
    const odd = (text: string) => ({
      toString() {
        stacks.push(new Error().stack);
        return text;
      },
    });
    new WebSocket(odd(url) as unknown as string).close();
    const target = new Proxy(class extends WebSocket {}, {
      get(held, name, receiver) {
        if (name === 'prototype') stacks.push(new Error().stack);
        return Reflect.get(held, name, receiver) as unknown;
      },
    });
    (Reflect.construct(WebSocket, [url], target) as WebSocket).close();
    const socket = await open();
    socket.send(odd('silent') as unknown as string);
    socket.close();
    return stacks.some((stack) => stack?.includes('chrome-extension:'));
  },
};
export default visible;
