/** What behaviours share. Made in the page, so it stands alone: nothing from outside its body is there. */
export function createKit(url: string) {
  const attempt = (run: () => unknown): unknown => {
    try {
      const result = run();
      return result === undefined ? 'undefined' : result;
    } catch (error) {
      const { name, message } = error as Error;
      return `${name}: ${message} (${Object.prototype.toString.call(error)})`;
    }
  };
  const once = <E extends Event>(target: EventTarget, type: string): Promise<E> =>
    new Promise((resolve) =>
      target.addEventListener(type, resolve as (event: Event) => void, { once: true }),
    );
  const open = async (path = '', protocols?: string | string[]): Promise<WebSocket> => {
    const socket = protocols === undefined ? new WebSocket(url + path) : new WebSocket(url + path, protocols);
    await once(socket, 'open');
    return socket;
  };
  /** The event that answers `data`. */
  const echo = (socket: WebSocket, data: Parameters<WebSocket['send']>[0]): Promise<MessageEvent> => {
    const answer = once<MessageEvent>(socket, 'message');
    socket.send(data);
    return answer;
  };
  const flags = (holder: object, name: PropertyKey): unknown => {
    const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
    return { ...rest, value: typeof value, get: typeof get, set: typeof set };
  };
  const bytes = async (data: Blob | ArrayBuffer | string): Promise<unknown> => {
    if (typeof data === 'string') return data;
    return [...new Uint8Array(data instanceof Blob ? await data.arrayBuffer() : data)];
  };
  const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  return { url, attempt, once, open, echo, flags, bytes, later };
}

export type Kit = ReturnType<typeof createKit>;

/** One thing that a page can observe: a plain value, told in the page. */
export type Behaviour = (kit: Kit) => unknown;

/** Something that a page can tell all the same: docs/decisions/0004 says why it stays. */
export interface Visible {
  /** Whether it is so while nobody inspects, too. */
  readonly dormant: boolean;
  /** True in a page with Sockscope, false without. */
  readonly look: (kit: Kit) => boolean | Promise<boolean>;
}
