/** Nothing is left on the window, the document or the prototypes. */
export default () => ({
  keys: Object.keys(window).sort(),
  names: Object.getOwnPropertyNames(window).sort(),
  symbols: Object.getOwnPropertySymbols(window).map(String),
  position: Object.getOwnPropertyNames(window).indexOf('WebSocket') > 0,
  document: Object.getOwnPropertyNames(document),
  html: document.documentElement.outerHTML.includes('extension'),
  scripts: document.scripts.length,
});
