import type { Kit } from '../kit.ts';

export default ({ flags, attempt }: Kit) =>
  (['send', 'close', 'constructor'] as const).map((name) => {
    const method = WebSocket.prototype[name] as (...args: unknown[]) => unknown;
    return {
      name: method.name,
      length: method.length,
      own: Reflect.ownKeys(method).map(String),
      flags: flags(WebSocket.prototype, name),
      nameFlags: flags(method, 'name'),
      hasPrototype: 'prototype' in method,
      caller: name === 'constructor' || attempt(() => (method as unknown as { caller: unknown }).caller),
      constructed: attempt(() => typeof Reflect.construct(method, []) === 'object'),
      extensible: Object.isExtensible(method),
    };
  });
