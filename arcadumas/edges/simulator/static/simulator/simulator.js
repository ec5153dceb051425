// Optional. Keeps conversations at their end and empties a box whose message has gone.
(() => {
  const end = () => document.querySelectorAll(".msgs").forEach(list => { list.scrollTop = list.scrollHeight; });
  addEventListener("htmx:afterSettle", end);
  addEventListener("htmx:oobAfterSwap", end);
  addEventListener("htmx:afterRequest", event => {
    if (event.detail.successful && event.target.classList.contains("say-form")) event.target.reset();
  });
})();
