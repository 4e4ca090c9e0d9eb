import type { Kit } from '../kit.ts';

export default ({ flags, attempt }: Kit) => {
  const printed = Function.prototype.toString;
  const { send, close } = WebSocket.prototype;
  return {
    own: [WebSocket, send, close].map(String),
    byCall: [WebSocket, send, close].map((each) => printed.call(each)),
    template: `${send}`,
    concatenated: `${WebSocket}`.length,
    bound: String(send.bind(null as never)),
    proxied: printed.call(new Proxy(send, {})),
    printer: [String(printed), printed.name, printed.length, flags(Function.prototype, 'toString')],
    printerItself: printed.call(printed),
    plain: printed.call(() => 1),
    ofObject: attempt(() => printed.call({})),
    ofNothing: attempt(() => printed.call(undefined)),
    constructed: attempt(() => Reflect.construct(printed, [])),
  };
};
