// Files that a person chooses or drops go to the server one after the other and in pieces (tus 1.0). What breaks off goes on by itself,
// and after the page was loaded again as soon as the same file is chosen again. What the page shows of it comes from the server.
(() => {
  "use strict";
  const td = window.tapedeck;
  const PieceBytes = 8 << 20;
  const Retries = [0, 500, 1000, 2000, ...Array(150).fill(4000)]; // milliseconds; ten minutes in all
  const waiting = [];
  let running = null;
  let page = null;

  const idOf = upload => upload.url?.split("/").pop();
  const tell = (what, ...values) => page?.invokeMethodAsync(what, ...values).catch(() => {}); // the page was left

  function reasonOf(error) {
    try {
      return JSON.parse(error.originalResponse.getBody()).detail;
    } catch {
      return error.originalResponse ? `The server answered ${error.originalResponse.getStatus()}.` : "The server could not be reached.";
    }
  }

  async function send(file) {
    await new Promise(resolve => {
      const upload = running = new tus.Upload(file, {
        endpoint: new URL("api/v1/uploads", document.baseURI).href,
        metadata: { filename: file.name },
        chunkSize: PieceBytes,
        retryDelays: Retries,
        removeFingerprintOnSuccess: true,
        onShouldRetry: error => [0, 409, 423, 502, 503, 504].includes(error.originalResponse?.getStatus() ?? 0),
        onSuccess: resolve,
        onError: error => { if (error.originalResponse?.getStatus() !== 422 || !upload.url) { tell("UploadFailed", file.name, reasonOf(error)); } resolve(); },
      });
      upload.given = resolve;
      upload.findPreviousUploads().then(previous => {
        if (previous.length > 0) { upload.resumeFromPreviousUpload(previous[0]); }
        upload.start();
      });
    });
    running = null;
  }

  async function go() {
    while (!running && waiting.length > 0) {
      const file = waiting.shift();
      tell("UploadsWaiting", waiting.length);
      await send(file);
    }
  }

  document.addEventListener("change", event => {
    if (event.target.matches?.("input[type=file][data-upload]")) {
      waiting.push(...event.target.files);
      event.target.value = ""; // so that the same file can be chosen again
      if (running) { tell("UploadsWaiting", waiting.length); } else { go(); }
    }
  });

  td.uploads = {
    attach(dotnet) { page = dotnet; tell("UploadsWaiting", waiting.length); },
    // Before the server forgets it: else it would be begun anew.
    async cancel(id) {
      const upload = running;
      if (upload && idOf(upload) === id) {
        await upload.abort();
        upload.given();
      }
    },
  };
})();
