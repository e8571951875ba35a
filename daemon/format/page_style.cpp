#include <balanced/format/page_style.hpp>

namespace balanced {

std::string_view page_style() {
    // The colours of levels differ in lightness too, the worst having the strongest contrast.
    static constexpr std::string_view style = R"css(
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --sheet: #ffffff; --line: #dde2e9; --field: #7b8794;
  --text: #1a2230; --quiet: #55606f; --accent: #1f56c3; --on-accent: #ffffff;
  --worst: #8c1221; --on-worst: #ffffff; --critical: #f9d3d3; --on-critical: #7c1220;
  --warning: #fcebbd; --on-warning: #5d4000; --ok: #1c6a3d; --unknown: #e4e8ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10141b; --sheet: #181e27; --line: #2a3340; --field: #6f7c8d;
    --text: #e4e9f0; --quiet: #9fabbb; --accent: #8db4ff; --on-accent: #0c1830;
    --worst: #ff9a9a; --on-worst: #2b0408; --critical: #5c1d25; --on-critical: #ffdcdc;
    --warning: #493709; --on-warning: #ffe5a8; --ok: #82d5a2; --unknown: #2f3947;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 0 max(1.5rem, (100% - 88rem) / 2) 3rem; background: var(--ground); color: var(--text);
  font: 0.9375rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
a { color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.25rem; }
h1, h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 1.375rem; letter-spacing: -0.01em; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.0625rem; }
small { color: var(--quiet); font-size: 0.8125rem; font-weight: 400; }
.skip { position: absolute; left: -100vw; background: var(--sheet); padding: 0.5rem 1rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 1; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; justify-content: space-between;
  padding: 1.75rem 0 1.25rem; }
header p, footer { color: var(--quiet); }
footer { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-top: 2.5rem; font-size: 0.875rem; }
[role=alert] { margin-bottom: 1.25rem; padding: 0.75rem 1rem; border-radius: 0.5rem; background: var(--critical);
  color: var(--on-critical); }
[role=alert] a { color: inherit; }
.sheet, .accounts li { background: var(--sheet); border: 1px solid var(--line); border-radius: 0.625rem; }
.counts { display: flex; flex-wrap: wrap; list-style: none; }
.counts li { flex: 1 1 7.5rem; overflow-wrap: normal; }
.counts a, .counts div { display: block; padding: 0.875rem 1.25rem; color: inherit; text-decoration: none; }
.counts a:hover span { text-decoration: underline; }
.counts [aria-current] span { color: var(--accent); font-weight: 600; }
.counts strong { display: block; font-size: 1.625rem; line-height: 1.2; font-weight: 600;
  font-variant-numeric: tabular-nums; }
.counts span { color: var(--quiet); }
.counts .some strong::after { content: ""; display: inline-block; width: 0.625rem; height: 0.625rem;
  margin-left: 0.5rem; border-radius: 50%; background: var(--mark); vertical-align: 0.1em; }
.counts .worst { --mark: var(--worst); }
.counts .critical { --mark: #d9505c; }
.counts .warning { --mark: #b98200; }
.accounts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 0.75rem;
  list-style: none; }
.accounts li { padding: 0.875rem 1.25rem 1rem; }
.accounts h3 { display: flex; gap: 0.75rem; align-items: baseline; justify-content: space-between;
  font-size: 0.9375rem; }
.accounts h3 a { color: inherit; }
.accounts p { color: var(--quiet); font-size: 0.875rem; }
.accounts .why { margin: 0.375rem 0; color: var(--text); }
form { display: flex; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: end; margin-bottom: 1rem; }
label { display: block; margin-bottom: 0.25rem; font-size: 0.8125rem; color: var(--quiet); }
input, select, button { height: 2.375rem; padding: 0 0.75rem; border: 1px solid var(--field); border-radius: 0.5rem;
  background: var(--sheet); color: var(--text); font: inherit; }
input, select { width: 13rem; max-width: 100%; }
input::placeholder { color: var(--quiet); opacity: 1; }
button { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600;
  cursor: pointer; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
caption { padding: 0.875rem 1.25rem; color: var(--quiet); text-align: start; }
th, td { padding: 0.625rem 0.5rem; border-top: 1px solid var(--line); text-align: start; vertical-align: top; }
th:first-child, td:first-child { padding-left: 1.25rem; }
th:last-child, td:last-child { padding-right: 1.25rem; }
thead th { color: var(--quiet); font-size: 0.8125rem; font-weight: 600; vertical-align: bottom; white-space: nowrap; }
tbody small { display: block; white-space: normal; }
thead small::before { content: "\a0"; }
tbody tr:hover { background: color-mix(in srgb, var(--accent) 5%, transparent); }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
.state { min-width: 11.5rem; }
.name { width: 22%; min-width: 11rem; font-weight: 600; }
.name, .account { overflow: hidden; }
.account { min-width: 8.5rem; }
.stale, .stale small { color: var(--quiet); font-style: italic; }
.level { display: inline-block; padding: 0.0625rem 0.5rem; border-radius: 0.75rem; font-size: 0.8125rem;
  font-weight: 600; overflow-wrap: normal; }
.accounts .level { flex: none; }
.level.worst { background: var(--worst); color: var(--on-worst); }
.level.critical { background: var(--critical); color: var(--on-critical); }
.level.warning { background: var(--warning); color: var(--on-warning); }
.level.unknown { background: var(--unknown); color: var(--text); }
.level.ok { padding-inline: 0; color: var(--ok); }
.state small { padding-left: 0.5rem; }
.plot svg { display: block; width: 120px; height: 28px; }
.plot path { fill: none; stroke: var(--accent); stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
.plot circle { fill: var(--accent); }
.empty { padding: 1.25rem; }
@media (max-width: 78rem) {
  body { padding-inline: 1rem; }
  input, select { width: 100%; }
  form p { flex: 1 1 11rem; }
  table, caption, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
  tr { display: grid; align-content: start; grid-template-columns: 1fr 1fr; gap: 0.5rem 1rem; padding: 1rem 1.25rem;
    border-top: 1px solid var(--line); }
  tbody th, tbody td, tbody th:first-child, tbody td:first-child, tbody th:last-child, tbody td:last-child {
    padding: 0; border: 0; min-width: 0; }
  td:empty { display: none; }
  .name, .state { grid-column: 1 / -1; width: auto; }
  .counts a, .counts div { padding-inline: 1rem; }
  .number { text-align: start; white-space: normal; }
  td::before { display: block; color: var(--quiet); font-size: 0.8125rem; font-style: normal; }
  .account::before { content: "Account"; }
  .balance::before { content: "Balance"; }
  .plot::before { content: "Balance over time"; }
  .burn::before { content: "Burn a day"; }
  .runway::before { content: "Runway"; }
  .reset::before { content: "Next reset"; }
  .expiry::before { content: "Expires"; }
}
)css";
    return style;
}

std::string_view page_style_hash() {
    return "sha256-o8A148uXf9o8zLZI8kcPeFaq+5zd3RiA/RibrDBZmOk=";
}

} // namespace balanced
