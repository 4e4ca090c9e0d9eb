/**
 * What a page can observe of WebSocket, told as one plain object. It runs in the page, on whatever WebSocket is there: run in
 * a browser without the extension it says what is right.
 */
export async function observeSocket(url: string): Promise<Readonly<Record<string, unknown>>> {
  const seen: Record<string, unknown> = {};
  const attempt = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      const { name, message } = error as Error;
      return `${name}: ${message} (${Object.prototype.toString.call(error)})`;
    }
  };
  const flags = (holder: object, name: PropertyKey): unknown => {
    const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
    return { ...rest, value: typeof value, get: typeof get, set: typeof set };
  };
  const once = (target: EventTarget, type: string): Promise<Event> =>
    new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return socket;
  };
  const windowEvents: string[] = [];
  for (const type of ['message', 'messageerror', 'error', 'unhandledrejection', 'sockscope:port']) {
    addEventListener(type, () => windowEvents.push(type));
  }

  const { prototype } = WebSocket;
  seen.class = {
    type: typeof WebSocket,
    name: WebSocket.name,
    length: WebSocket.length,
    text: String(WebSocket),
    textByCall: Function.prototype.toString.call(WebSocket),
    tag: Object.prototype.toString.call(WebSocket),
    own: Reflect.ownKeys(WebSocket).map(String),
    flags: flags(window, 'WebSocket'),
    prototypeFlags: flags(WebSocket, 'prototype'),
    constants: [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED],
    constructor: prototype.constructor === WebSocket,
    parent: Object.getPrototypeOf(WebSocket) === EventTarget,
    prototypeKeys: Reflect.ownKeys(prototype).map(String),
    windowKeys: Object.keys(window).sort(),
  };
  seen.methods = (['send', 'close', 'constructor'] as const).map((name) => {
    const method = prototype[name] as (...args: unknown[]) => unknown;
    return {
      name: method.name,
      length: method.length,
      text: String(method),
      own: Reflect.ownKeys(method).map(String),
      flags: flags(prototype, name),
      hasPrototype: 'prototype' in method,
    };
  });
  const printed = Function.prototype.toString;
  seen.functionToString = {
    text: String(printed),
    name: printed.name,
    length: printed.length,
    flags: flags(Function.prototype, 'toString'),
    ofPlain: printed.call(() => 1),
    ofNothing: attempt(() => printed.call({})),
    constructed: attempt(() => Reflect.construct(printed, [])),
  };

  seen.errors = {
    call: attempt(() => (WebSocket as unknown as () => void)()),
    noArguments: attempt(() => Reflect.construct(WebSocket, [])),
    badUrl: attempt(() => new WebSocket('ws://[')),
    badProtocol: attempt(() => new WebSocket(url, 'a b')),
    strange: attempt(() => prototype.send.call({} as WebSocket, 'x')),
    strangeClose: attempt(() => prototype.close.call({} as WebSocket)),
    newSend: attempt(() => Reflect.construct(prototype.send, [])),
    symbolUrl: attempt(() => new WebSocket(Symbol('url') as unknown as string)),
    early: attempt(() => {
      const socket = new WebSocket(url);
      try {
        socket.send('early');
      } finally {
        socket.close();
      }
    }),
  };

  class Child extends WebSocket {
    mine = 1;
    sent: unknown[] = [];
    override send(data: string): void {
      this.sent.push(data);
      super.send(data);
    }
  }
  const child = new Child(url, ['x', 'y']);
  seen.subclass = {
    child: child instanceof Child,
    base: child instanceof WebSocket,
    mine: child.mine,
    constructor: child.constructor === Child,
    parent: Object.getPrototypeOf(Child) === WebSocket,
  };
  await once(child, 'open');
  const echoed = once(child, 'message');
  child.send('through super');
  seen.subclassEcho = [((await echoed) as MessageEvent).data, child.sent, child.protocol];
  child.close();

  const socket = await open();
  seen.instance = {
    own: Reflect.ownKeys(socket).map(String),
    prototype: Object.getPrototypeOf(socket) === prototype,
    constructor: socket.constructor === WebSocket,
    tag: Object.prototype.toString.call(socket),
    state: [socket.readyState, socket.bufferedAmount, socket.binaryType, socket.url === `${url}/`],
    handlers: [socket.onopen, socket.onmessage, socket.onerror, socket.onclose],
    returns: [socket.send('silent'), attempt(() => socket.close(1))],
  };
  const order: unknown[] = [];
  const handler = (event: MessageEvent): unknown =>
    order.push(['onmessage', event.data, event.isTrusted, event.target === socket, event.eventPhase]);
  socket.addEventListener('message', { handleEvent: () => order.push('object') } as EventListenerObject);
  socket.onmessage = handler;
  const twice = (): unknown => order.push('twice');
  socket.addEventListener('message', twice);
  socket.addEventListener('message', twice);
  const removed = (): unknown => order.push('removed');
  socket.addEventListener('message', removed);
  socket.removeEventListener('message', removed);
  const control = new AbortController();
  socket.addEventListener('message', () => order.push('aborted'), { signal: control.signal });
  control.abort();
  socket.addEventListener('message', (event) => event.data === 'stop' && event.stopImmediatePropagation());
  socket.addEventListener('message', () => order.push('last'));
  let answer = once(socket, 'message');
  socket.send('');
  await answer;
  answer = once(socket, 'message');
  const sameHandler = socket.onmessage === handler;
  WebSocket.prototype.send.call(socket, 'plain');
  await answer;
  socket.send('stop');
  // Its echo comes after that of 'stop', whose event goes no further than the listener that stops it.
  const blob = new Promise<Event>((resolve) => {
    socket.addEventListener('message', (event) => event.data instanceof Blob && resolve(event));
  });
  socket.send(new Uint8Array([1, 2]));
  const { data } = (await blob) as MessageEvent<Blob>;
  order.push([data.constructor === Blob, [...new Uint8Array(await data.arrayBuffer())]]);
  seen.events = { order: order.map((each) => String(each)), sameHandler };

  const conversions: string[] = [];
  const tricky = {
    [Symbol.toPrimitive](hint: string): string {
      conversions.push(`toPrimitive ${hint}`);
      return 'silent tricky';
    },
    toString: () => void conversions.push('toString'),
  };
  const plain = {
    toString: () => {
      conversions.push('toString');
      return 'silent plain';
    },
  };
  const send = socket.send.bind(socket) as (data?: unknown) => void;
  seen.conversions = [
    send(tricky),
    send(plain),
    send([1, [2]]),
    send(null),
    send(undefined),
    send(Object(7)),
    attempt(() => send(sharedBuffer())),
    attempt(() => send(new Uint8Array(sharedBuffer()))),
    attempt(() => send()),
    attempt(() => send(Symbol('s'))),
    attempt(() => send(Object.create(null))),
    attempt(() => send({ toString: () => ({}) })),
    attempt(() => send({ toString: () => ({}), valueOf: () => 5 })),
    attempt(() => send({ toString: () => Symbol('s') })),
    attempt(() => send({ [Symbol.toPrimitive]: () => ({}) })),
    attempt(() => send(() => 'a function')),
    attempt(() => send(new Proxy({}, { get: (_, name) => void conversions.push(String(name)) }))),
    attempt(() =>
      send({
        toString: () => {
          throw new RangeError('mine');
        },
      }),
    ),
    attempt(() => prototype.send.call({} as WebSocket, plain as unknown as string)),
    attempt(() => send(detachedBuffer())),
    conversions,
  ];
  const closed = once(socket, 'close');
  socket.close(4000, 'bye');
  const afterClose = [attempt(() => socket.send('lost')), socket.bufferedAmount, socket.readyState];
  const close = (await closed) as CloseEvent;
  seen.close = [close.code, close.reason, close.wasClean, close.isTrusted, afterClose];

  const made = await open();
  const forged: unknown[] = [];
  made.onmessage = ({ data: text, isTrusted }) => forged.push([text, isTrusted]);
  made.dispatchEvent(new MessageEvent('message', { data: 'forged' }));
  seen.forged = forged;
  made.close();

  // A page may replace what it likes afterwards, and finds only its own calls.
  const patched = new Set<string>();
  const spy = (holder: object, name: PropertyKey): (() => void) => {
    const descriptor = Object.getOwnPropertyDescriptor(holder, name)!;
    const native = descriptor.value as (...args: unknown[]) => unknown;
    const called = function (this: unknown, ...args: unknown[]): unknown {
      patched.add(String(name));
      return Reflect.apply(native, this, args);
    };
    Object.defineProperty(holder, name, { ...descriptor, value: called });
    return () => Object.defineProperty(holder, name, descriptor);
  };
  const restore = [
    spy(MessagePort.prototype, 'postMessage'),
    spy(EventTarget.prototype, 'dispatchEvent'),
    spy(Array.prototype, 'push'),
    spy(Array.prototype, Symbol.iterator),
    spy(WeakMap.prototype, 'get'),
    spy(Promise.prototype, 'then'),
    spy(performance.constructor.prototype as object, 'now'),
    spy(window, 'setTimeout'),
    spy(Blob.prototype, 'arrayBuffer'),
  ];
  const quiet = await new Promise<WebSocket>((resolve) => {
    const ws = new WebSocket(url);
    ws.onopen = () => {
      ws.send('one');
      ws.send(Uint8Array.of(5));
      ws.onmessage = (event) => {
        if (event.data !== 'one') resolve(ws);
      };
    };
  });
  for (let at = 0; at < restore.length; at++) restore[at]?.();
  seen.spied = [...patched];
  quiet.close();
  seen.windowEvents = windowEvents;
  return JSON.parse(JSON.stringify(seen)) as Readonly<Record<string, unknown>>;

  // Without cross-origin isolation there is no SharedArrayBuffer constructor; a memory's buffer is one all the same.
  function sharedBuffer(): ArrayBuffer {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer as ArrayBuffer;
  }
  function detachedBuffer(): ArrayBuffer {
    const buffer = new ArrayBuffer(8);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  }
}
