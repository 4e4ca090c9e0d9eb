import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

/** Who this page is to /control. */
const client = crypto.randomUUID();

export const control = async (command: string): Promise<void> => {
  await fetch(`/control/socketio?client=${client}&${command}`, { method: 'POST' });
};

/** A socket with a connection of its own, on WebSocket from the start unless told otherwise. */
export function open(namespace = '/', options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  return io(namespace, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 400,
    ...options,
    auth: { client, ...options.auth },
  });
}

/** The arguments of the next event of this name. */
export const next = (socket: Socket, event: string): Promise<readonly unknown[]> =>
  new Promise((resolve) => socket.once(event, (...args) => resolve(args)));

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
