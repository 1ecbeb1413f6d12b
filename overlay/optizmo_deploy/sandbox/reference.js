"use strict";

// Every address is relative to this script's, so that the page works below any path prefix.
const here = document.currentScript.src;

(async () => {
  const element = document.getElementById("reference");
  const response = await fetch(new URL("openapi.json", here));
  const spec = await response.json();
  spec.servers[0].url = new URL("../deploy", here).href;
  window.ui = SwaggerUIBundle({
    spec,
    domNode: element,
    deepLinking: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete() {
      if (element.dataset.apiKey) {
        window.ui.preauthorizeApiKey("bearerAuth", element.dataset.apiKey);
      }
    },
  });
})();
