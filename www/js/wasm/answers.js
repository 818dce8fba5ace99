// A server that knows an address only as "some page of mine" answers it with that page and status 200, whatever was
// asked for. Pure.

/** Whether bytes are a web page. @param {Uint8Array} bytes its beginning at least */
export const isPage = bytes =>
  /^(\ufeff|\s|<!--[^]*?-->|<\?xml[^>]*>)*<(!doctype\s+html|html|head|body)\b/i.test(
    new TextDecoder().decode(bytes.subarray(0, 2048)),
  );

/** @param {string} what was asked for, as "the file data/x.gz" */
export const pageInstead = what => `The server answered with a web page in the place of ${what}.`;
