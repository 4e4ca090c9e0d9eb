/** What a careful application builds on WebSocket: requests with a timeout, acknowledged packets, and reconnects. */

const requestTimeout = 10_000;
const ackTimeout = 5_000;
const attempts = 3;
const backOff = [250, 500, 1_000, 2_000];

interface Message {
  readonly id?: string;
  readonly seq?: number;
  readonly type: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly code?: string;
  readonly message?: string;
}

export interface RealtimeClient {
  readonly socket: WebSocket;
  /** Resolves with the data of the answer; rejects with the server's error or after 10 s. */
  request(type: string, data: object): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when acknowledged; sent again every 5 s and after a reconnect; rejects after 3 transmissions without an ack. */
  deliver(type: string, data: object): Promise<void>;
  /** Sends without expecting anything. */
  send(data: string | ArrayBuffer): void;
  /** The next message of this type. */
  next(type: string): Promise<Message>;
  /** Resolves at once when open, else at the next open. */
  opened(): Promise<void>;
}

export function createRealtimeClient(url: string): RealtimeClient {
  const pending = new Map<string, (answer: Message) => void>();
  const unacked = new Map<
    number,
    { message: string; tries: number; timer: number; settle(error?: Error): void }
  >();
  const waiting = new Map<string, ((message: Message) => void)[]>();
  let openers: (() => void)[] = [];
  let seq = 0;
  let lost = 0;
  let socket = connect();

  function connect(): WebSocket {
    const next = new WebSocket(url);
    next.binaryType = 'arraybuffer';
    next.onopen = () => {
      lost = 0;
      for (const each of openers) each();
      openers = [];
      for (const number of unacked.keys()) transmit(number);
    };
    next.onmessage = (event) => {
      if (typeof event.data === 'string') take(JSON.parse(event.data) as Message);
    };
    next.onclose = () => {
      const wait = backOff[Math.min(lost++, backOff.length - 1)];
      setTimeout(() => {
        socket = connect();
      }, wait);
    };
    return next;
  }

  function take(message: Message): void {
    if (message.type === 'ack' && message.seq !== undefined) unacked.get(message.seq)?.settle();
    else if (message.id !== undefined) pending.get(message.id)?.(message);
    for (const each of waiting.get(message.type) ?? []) each(message);
    waiting.delete(message.type);
  }

  function transmit(number: number): void {
    const entry = unacked.get(number);
    if (!entry) return;
    clearTimeout(entry.timer);
    if (entry.tries === attempts) {
      entry.settle(new Error(`seq ${number} given up after ${attempts} transmissions`));
      return;
    }
    if (socket.readyState !== WebSocket.OPEN) return;
    entry.tries++;
    socket.send(entry.message);
    entry.timer = window.setTimeout(() => transmit(number), ackTimeout);
  }

  return {
    get socket() {
      return socket;
    },
    request(type, data) {
      const id = crypto.randomUUID();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          pending.delete(id);
          reject(new Error(`${type} timed out after ${requestTimeout / 1000} s`));
        }, requestTimeout);
        pending.set(id, (answer) => {
          clearTimeout(timer);
          pending.delete(id);
          if (answer.type === 'error') reject(new Error(`${answer.code}: ${answer.message}`));
          else resolve(answer.data ?? {});
        });
        socket.send(JSON.stringify({ id, type, data }));
      });
    },
    deliver(type, data) {
      const number = ++seq;
      return new Promise((resolve, reject) => {
        unacked.set(number, {
          message: JSON.stringify({ seq: number, type, data }),
          tries: 0,
          timer: 0,
          settle(error) {
            clearTimeout(this.timer);
            unacked.delete(number);
            if (error) reject(error);
            else resolve();
          },
        });
        transmit(number);
      });
    },
    send: (data) => socket.send(data),
    next: (type) => new Promise((resolve) => waiting.set(type, [...(waiting.get(type) ?? []), resolve])),
    opened: () =>
      socket.readyState === WebSocket.OPEN
        ? Promise.resolve()
        : new Promise((resolve) => openers.push(resolve)),
  };
}
