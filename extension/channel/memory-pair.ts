import type { ChannelPort, PortSender } from './port.ts';

export const someSender: PortSender = { tabId: 1, frameId: 0, documentId: 'document', prerender: false };

/** Two ports that talk to each other in one context, at once: for tests, and for the panel in a plain page. */
export function createMemoryPair(sender: PortSender = someSender): readonly [ChannelPort, ChannelPort] {
  let open = true;
  const ends = [0, 1].map(() => ({
    messages: [] as ((message: unknown) => void)[],
    closes: [] as (() => void)[],
  }));
  const create = (own: number, other: number): ChannelPort => ({
    sender,
    post(message) {
      if (open) for (const listener of ends[other]!.messages) listener(structuredClone(message));
    },
    close() {
      if (!open) return;
      open = false;
      // As runtime ports do: only the other end hears of it.
      for (const listener of ends[other]!.closes) listener();
    },
    onMessage: (listener) => void ends[own]!.messages.push(listener),
    onClose: (listener) => void ends[own]!.closes.push(listener),
  });
  return [create(0, 1), create(1, 0)];
}
