/**
 * How wide texts of any script are, and where they break. These packages read tables of Unicode, which takes longer than the
 * rest of most commands: they are loaded when a text first needs them. Hence CommonJS, whose `require` loads at once.
 */
exports.stringWidth = (text) => require('string-width').default(text);
exports.wrapAnsi = (text, columns, options) => require('wrap-ansi').default(text, columns, options);
