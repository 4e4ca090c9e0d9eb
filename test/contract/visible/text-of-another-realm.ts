import type { Visible } from '../kit.ts';

/** `Function.prototype.toString` of one realm, asked about the functions of another. */
const visible: Visible = {
  dormant: true,
  look: () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const other = frame.contentWindow as unknown as typeof globalThis;
    const text = other.Function.prototype.toString.call(WebSocket);
    frame.remove();
    return !text.includes('WebSocket');
  },
};
export default visible;
