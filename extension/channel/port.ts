/** Who is at the other end of a port, as far as the recorder must know. */
export interface PortSender {
  readonly tabId: number | null;
  /** 0 for the tab's top document. */
  readonly frameId: number;
  /** Changes with each navigation of a frame. */
  readonly documentId: string;
  /** Loaded ahead of a navigation that may never come. */
  readonly prerender: boolean;
}

/** One end of a connection between contexts. What arrives was written by somebody else: `unknown` until guarded. */
export interface ChannelPort {
  readonly sender: PortSender;
  post(message: unknown): void;
  close(): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}
