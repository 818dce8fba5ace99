// What guard.js calls when something did not come: it finds out what, and says it. A plain script for browsers that
// know no modules.
'use strict';

(function () {
  var own = /** @type {HTMLScriptElement} */ (document.querySelector('script[data-lead]'));
  var lead = own.getAttribute('data-lead');
  var site = new URL('..', own.src).href;
  var SERVE = 'In the project’s folder, ./build.sh serve builds and serves the page.';
  var SCRIPT = /^(text|application)\/(x-)?(java|ecma)script$/;
  var said = false;
  /** @type {string[]} */
  var sheets = [];

  function started() {
    return document.readyState !== 'loading' && !document.getElementById('unstarted');
  }
  /** @param {() => void} run */
  function whenParsed(run) {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run);
    else run();
  }
  /** An address as a reader knows the file. @param {string} address */
  function nameOf(address) {
    return address.indexOf(site) === 0 ? address.slice(site.length).replace(/[?#].*/, '') : address;
  }

  /** Shows a sentence in the page's own line. @param {string} sentence @param {string | null} [link] */
  function show(sentence, link) {
    whenParsed(function () {
      var line = document.getElementById('message');
      var late = document.getElementById('unstarted');
      if (!line) return;
      line.textContent = sentence;
      if (link) {
        var anchor = document.createElement('a');
        anchor.href = link + location.hash;
        anchor.target = '_blank';
        anchor.rel = 'noopener';
        anchor.textContent = 'Open it in the playground';
        line.append(' ', anchor, '.');
      }
      line.hidden = false;
      if (late) late.hidden = true;
      tellSize();
    });
  }
  /** A page around this one is to know how high the sentence is. */
  function tellSize() {
    if (parent !== self && own.hasAttribute('data-link'))
      parent.postMessage(
        {
          source: 'pc-playground',
          type: 'size',
          height: Math.ceil(document.documentElement.getBoundingClientRect().height),
        },
        '*'
      );
  }

  /**
   * What is wrong with a file, as a sentence; null when it came as what it should be.
   * @param {string} address
   * @param {RegExp} right its type
   * @param {(text: string) => Promise<string | null>} [then] what is wrong behind it
   * @returns {Promise<string | null>}
   */
  function look(address, right, then) {
    return fetch(address).then(
      function (response) {
        var type = (response.headers.get('Content-Type') || '').split(';')[0].trim().toLowerCase();
        var name = nameOf(address);
        if (!response.ok)
          return (
            name +
            ' did not come (HTTP ' +
            response.status +
            '). Put the whole folder www on the server, as ./build.sh build leaves it, and reload the page.'
          );
        if (type === 'text/html')
          return (
            name +
            ' did not come: the server sent a page in its place (text/html). Put the whole folder www on the server, as ./build.sh build leaves it, and reload the page.'
          );
        if (!right.test(type)) {
          return (
            name +
            ' came as ' +
            (type || 'a file without a type') +
            ', and browsers take ' +
            (right === SCRIPT ? 'modules only as text/javascript' : 'style sheets only as text/css') +
            '. Set that type for .' +
            name.split('.').pop() +
            ' on the server (Python on Windows has it from the registry). ' +
            SERVE
          );
        }
        return then ? response.text().then(then) : null;
      },
      function () {
        return (
          nameOf(address) +
          ' did not come, for there was no answer: the network, the server or a blocker in the browser kept it back. Reload the page to try once more.'
        );
      }
    );
  }
  /**
   * Follows scripts from file to file to what is wrong with one; null when all came.
   * @param {string} address
   * @param {Record<string, boolean>} seen
   * @returns {Promise<string | null>}
   */
  function follow(address, seen) {
    if (seen[address]) return Promise.resolve(null);
    seen[address] = true;
    return look(address, SCRIPT, function (text) {
      /** @type {string[]} */
      var next = [];
      text.replace(/(?:^|[;\n}])\s*(?:import|export)\b[^'"();]*?(['"])(\.[^'"]+)\1/g, function (_, quote, to) {
        next.push(new URL(to, address).href);
        return '';
      });
      return Promise.all(
        next.map(function (one) {
          return follow(one, seen);
        })
      ).then(function (all) {
        return all.filter(Boolean)[0] || null;
      });
    });
  }

  /** The page does not start. @param {string} [reason] in the browser's words */
  function explain(reason) {
    if (said) return;
    said = true;
    var link = own.getAttribute('data-link');
    whenParsed(function () {
      var main = /** @type {HTMLScriptElement} */ (document.querySelector('script[type=module]'));
      if (location.protocol === 'file:') {
        show(
          lead +
            ': it was opened as a file (' +
            decodeURI(location.pathname).split('/').pop() +
            '), and browsers run modules only from a server. ' +
            SERVE +
            ' Any static server of the folder www will do.'
        );
      } else if (!('noModule' in document.createElement('script')) || typeof fetch !== 'function') {
        show(
          lead +
            ': this browser does not run JavaScript modules, or they are switched off. Chrome and Edge do what is needed from version 111 on, Firefox from 115 and Safari from 16.4.',
          link
        );
      } else {
        follow(main.src, {}).then(function (wrong) {
          if (started()) return;
          if (wrong && self.origin === 'null' && /no answer/.test(wrong))
            show(
              'This figure cannot run in a sandboxed frame on this server, which does not let others read its scripts (Access-Control-Allow-Origin).',
              link
            );
          else if (wrong) show(lead + ': ' + wrong, link);
          else if (reason)
            show(
              lead +
                ': ' +
                reason +
                ' The browser is too old (Chrome and Edge do what is needed from version 111 on, Firefox from 115 and Safari from 16.4), or files of two versions are mixed: reload the page with the Shift key held.',
              link
            );
          else
            show(
              lead +
                ', although every script came: modules may be switched off in this browser, or a blocker may keep them back. Reload the page to try once more.',
              link
            );
        });
      }
    });
  }

  /** The page works without a style sheet, but looks wrong: that stays on it. @param {string} address */
  function unstyled(address) {
    if (location.protocol === 'file:' || sheets.indexOf(address) >= 0) return;
    sheets.push(address);
    whenParsed(function () {
      // In the page's order, whichever came first.
      var all = Array.prototype.map.call(document.querySelectorAll('link[rel=stylesheet]'), function (link) {
        return link.href;
      });
      sheets.sort(function (one, other) {
        return all.indexOf(one) - all.indexOf(other);
      });
      var line = document.getElementById('unstyled') || document.createElement('p');
      line.id = 'unstyled';
      line.className = 'message';
      line.setAttribute('role', 'status');
      document.body.insertBefore(line, document.body.firstChild);
      look(sheets[0], /^text\/css$/).then(function (wrong) {
        line.textContent =
          'The page looks other than it should: ' +
          (wrong || nameOf(sheets[0]) + ' could not be used. Reload the page to try once more.') +
          (sheets.length > 1 ? ' The same goes for ' + sheets.slice(1).map(nameOf).join(', ') + '.' : '');
        tellSize();
      });
    });
  }

  /** Something in the page failed that no view has caught. @param {string} message @param {string} file */
  function broke(message, file) {
    if (!started()) return explain(nameOf(file) + ' could not be run (' + message.replace(/^Uncaught /, '') + ').');
    if (/ResizeObserver loop/.test(message)) return;
    show(
      'Something on this page went wrong (' +
        String(message)
          .replace(/^Uncaught (\w*Error: )?/, '')
          .replace(/\.$/, '') +
        (file && ', in ' + nameOf(file)) +
        '). Reload it if it no longer does what you ask.'
    );
  }
  /** @type {any} */ (self).pcGuard = {
    explain: explain,
    unstyled: unstyled,
    broke: broke,
    follow: function (/** @type {string} */ address) {
      return follow(address, {});
    },
  };
})();
