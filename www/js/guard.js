// A plain script, the first of every page: where the page's modules do not start, it has guard-why.js say what was
// wrong, where, and what to do. It is written for browsers that know no modules. `data-lead` is how its sentence
// begins; with `data-link`, it ends with a link there. Whether the page has started shows in #unstarted, which the
// page's module takes away; that is also what can be read when this file or the other did not come.
'use strict';

(function () {
  var own = /** @type {HTMLScriptElement} */ (document.querySelector('script[data-lead]'));
  var site = new URL('..', own.src).href;
  var words = /** @type {any} */ (self);
  /** What is to be said once guard-why.js is there. @type {((why: any) => void)[]} */
  var waiting = [];

  function started() {
    return document.readyState !== 'loading' && !document.getElementById('unstarted');
  }

  function showLate() {
    var late = document.getElementById('unstarted');
    if (late) late.classList.remove('unstarted');
  }

  /** @param {(why: any) => void} say */
  function ask(say) {
    if (words.pcGuard) return say(words.pcGuard);
    waiting.push(say);
    if (waiting.length > 1) return;
    var script = document.createElement('script');
    script.src = new URL('guard-why.js', own.src).href;
    var tell = function () {
      waiting.forEach(function (one) {
        one(words.pcGuard);
      });
    };
    script.onload = tell;
    script.onerror = function () {
      var nothing = function () {
        return null;
      };
      // The page's own words must do, and at once.
      words.pcGuard = { explain: showLate, broke: showLate, unstyled: nothing, follow: nothing };
      tell();
    };
    document.head.appendChild(script);
  }

  addEventListener(
    'error',
    function (event) {
      var target = event.target;
      if (target instanceof HTMLScriptElement) {
        if (target.type === 'module')
          ask(function (why) {
            why.explain();
          });
      } else if (target instanceof HTMLLinkElement) {
        var sheet = target.href;
        if (target.rel === 'stylesheet' && !started())
          ask(function (why) {
            why.unstyled(sheet);
          });
      } else if (target === self && event.filename && event.filename.indexOf(site) === 0) {
        ask(function (why) {
          why.broke(event.message, event.filename);
        });
      }
    },
    true
  );
  addEventListener('unhandledrejection', function (event) {
    var reason = event.reason;
    // What add-ons of the browser reject is nothing of ours.
    if (reason instanceof Error && reason.name !== 'AbortError' && String(reason.stack).indexOf(site) >= 0 && started())
      ask(function (why) {
        why.broke(reason.message, '');
      });
  });
  // Scripts are waited for before the page counts as loaded.
  addEventListener('load', function () {
    // A sheet of another type is silently taken for an empty one.
    document.querySelectorAll('link[rel=stylesheet]').forEach(function (link) {
      var rules = 1;
      try {
        rules = /** @type {CSSStyleSheet} */ (/** @type {HTMLLinkElement} */ (link).sheet).cssRules.length;
      } catch (_) {
        /* of a sandboxed frame */
      }
      if (!rules)
        ask(function (why) {
          why.unstyled(/** @type {HTMLLinkElement} */ (link).href);
        });
    });
    setTimeout(function () {
      if (!started())
        ask(function (why) {
          why.explain();
        });
    }, 1000);
  });

  // For the page's modules, which load others later.
  words.whyNoScript = function (/** @type {string} */ address) {
    return new Promise(function (resolve) {
      ask(function (why) {
        resolve(why.follow(address));
      });
    });
  };
})();
