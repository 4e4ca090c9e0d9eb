/** Where home-made JSON protocols put things: the names in the order in which they are believed. */
export const idFields = [
  'id',
  'requestId',
  'request_id',
  'reqId',
  'req_id',
  'reqid',
  'rid',
  'correlationId',
  'correlation_id',
  'correlationID',
  'cid',
  'ref',
  'echo',
  'nonce',
  'msgId',
  'messageId',
  'callId',
  'call_id',
  'txId',
  'tx',
  'transaction',
  'transactionId',
  'invocationId',
  'clientMsgId',
  'clientMessageId',
  'client_msg_id',
  'client_message_id',
  'tempId',
  'temp_id',
];
/** Under `meta` and `headers` these are as usual. */
export const nestedIdFields = [
  ...idFields,
  'x-request-id',
  'X-Request-Id',
  'x-correlation-id',
  'X-Correlation-Id',
];
export const replyFields = [
  'replyTo',
  'reply_to',
  'inReplyTo',
  'in_reply_to',
  'request_seq',
  'seq_reply',
  'responseTo',
  'response_to',
  'answerTo',
  'forId',
];
/** Where one message answers several: `{"type": "delivered", "messageIds": ["m-1", "m-2"]}`. */
export const idListFields = [
  'ids',
  'requestIds',
  'request_ids',
  'reqIds',
  'messageIds',
  'message_ids',
  'msgIds',
  'msg_ids',
  'correlationIds',
  'correlation_ids',
  'callIds',
  'uuids',
  'refs',
  'subs',
  'methods',
];
export const nestedFields = ['meta', 'headers', 'header', 'metadata', '_meta', 'envelope'];
export const typeFields = [
  'type',
  'event',
  'action',
  'method',
  'op',
  'cmd',
  'command',
  'kind',
  'msg',
  'messageType',
  'opcode',
  'name',
  't',
  'e',
];
/** Where a message whose `type` is a mere `request` or `event` says which. */
export const verbFields = new Set(['event', 'action', 'method', 'op', 'cmd', 'command']);
/** Numbers are types only here: `{"op": 10}`. */
export const numericTypeFields = new Set(['op', 'opcode', 'action']);
export const dataFields = ['data', 'payload', 'params', 'body', 'args', 'd', 'content'];
export const sequenceFields = [
  'seq',
  'seqNo',
  'seq_no',
  'seqNum',
  'seq_num',
  'sequence',
  'sequenceNumber',
  'sequence_number',
  'msgNo',
  'msg_no',
  'serial',
];
export const channelFields = ['channel', 'topic', 'stream', 'room'];
export const ackFields = [
  'ack',
  'acks',
  'ack_seq',
  'ackSeq',
  'acked',
  'lastAck',
  'last_ack',
  'missing',
  'nack',
];
export const upToFields = ['upTo', 'up_to', 'lastSeq', 'last_seq', 'cumulative', 'ackUpTo', 'ack_up_to'];
export const finalFlags = [
  'done',
  'final',
  'eof',
  'last',
  'isLast',
  'is_last',
  'finished',
  'end',
  'complete',
];
export const moreFlags = ['hasMore', 'has_more', 'more'];
/** Numbers of an ack beside its main field. */
export const listFields = ['seqs', 'ranges'];
export const partFields = ['part', 'page', 'chunkIndex', 'of', 'parts', 'pages', 'totalParts'];
export const deltaFields = ['delta', 'choices'];
export const errorFields = ['error', 'err', 'errors', 'ok', 'success', 'status', 'statusCode', 'status_code'];
/** What an answer has and a question has not, whatever method it repeats. */
export const outcomeFields = ['result', 'error', 'success', 'ok'];
