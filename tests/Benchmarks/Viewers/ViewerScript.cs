namespace TapeDeck.Benchmarks.Viewers;

/// <summary>What a page measures of itself.</summary>
internal static class ViewerScript
{
    /// <summary>
    /// Notes how far things jump, every value of the chart with its moment, and, for each press of the mouse on a row or a tab, the milliseconds until
    /// a frame has been drawn that shows its effect.
    /// </summary>
    public const string Text = """
        () => {
          const bench = window.bench = { shift: 0, presses: [], begun: 0, rates: [], sampled: null, left: 0 };
          new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) { bench.shift += entry.value; } }))
            .observe({ type: "layout-shift", buffered: false });
          const look = () => {
            const said = document.querySelector(".live-rate svg")?.getAttribute("aria-label") ?? "";
            const points = document.querySelector(".live-rate polyline")?.getAttribute("points");
            const now = /now ([0-9,.]+) \/s/.exec(said)?.[1].replaceAll(",", "");
            if (now !== undefined && points !== bench.points) {
              bench.points = points;
              bench.rates.push([Date.now(), +now]);
            }
            bench.sampled = document.querySelector(".sampled")?.textContent ?? bench.sampled;
          };
          new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label", "points"] });
          const until = (shows, then) => requestAnimationFrame(() => shows() ? requestAnimationFrame(() => setTimeout(then)) : until(shows, then));
          document.addEventListener("mousedown", event => {
            const row = event.target.closest(".grid-row");
            if (row) {
              bench.begun++;
              const [target, url] = [row.querySelector("[data-field=path]").textContent.trim(), location.href];
              const left = () => location.href !== url && !document.querySelector(".detail h2") && document.querySelector(".detail .state");
              until(() => document.querySelector(".detail h2")?.textContent.trim() === target || left(), () => {
                bench.left += left() ? 1 : 0;
                bench.presses.push(["row", performance.now() - event.timeStamp]);
              });
            }
          }, true);
          document.addEventListener("click", event => {
            const tab = event.target.closest("[role=tab]");
            if (tab) {
              bench.begun++;
              until(() => document.getElementById(tab.id)?.getAttribute("aria-selected") === "true", () => bench.presses.push(["tab", performance.now() - event.timeStamp]));
            }
          }, true);
        }
        """;
}
