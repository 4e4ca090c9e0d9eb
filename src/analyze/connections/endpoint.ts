/** The address without its query: tokens and timestamps in it change from attempt to attempt. */
export const endpointOf = (url: string): string => url.replace(/[?#].*$/, '').replace(/^http/, 'ws');
