/** The look of the page, light and dark as the browser prefers. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #fff; --line: #d0d7de;
  --raised: #f6f8fa; --fault: #a40e26; --link: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #0d1117; --line: #30363d; --raised: #161b22;
    --fault: #ff9492; --link: #79c0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 100rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.2rem; }
h1, h2, td, .name { overflow-wrap: anywhere; }
code { font: 0.9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--link); } .soft { color: var(--soft); } .failed { color: var(--fault); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
summary { cursor: pointer; }
.waterfall { border: 1px solid var(--line); border-radius: 6px; overflow: hidden; margin-bottom: 0.6rem; }
.span + .span { border-top: 1px solid var(--line); }
.span > summary { display: grid; grid-template-columns: minmax(9rem, 32%) minmax(0, 1fr) 15rem; gap: 0.75rem;
  padding: 0.2rem 0.6rem; align-items: center; list-style: none; }
.span > summary:hover, .span[open] > summary { background: var(--raised); }
.track { position: relative; height: 0.9rem; border-inline-start: 1px solid var(--line); }
.bar { position: absolute; top: 0.2rem; height: 0.5rem; min-width: 2px; border-radius: 2px; opacity: 0.55; }
.bar.critical { top: 0; height: 0.9rem; opacity: 1; }
.times { font-variant-numeric: tabular-nums; }
.attributes { padding: 0.4rem 0.8rem 0.9rem; background: var(--raised); }
.scrolls { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: start; vertical-align: top; padding: 0.2rem 0.7rem 0.2rem 0; border-bottom: 1px solid var(--line);
  min-width: 5rem; font-variant-numeric: tabular-nums; }
.swatch { display: inline-block; width: 0.8rem; height: 0.8rem; border-radius: 2px; margin-inline-end: 0.5rem; }
h2:target { text-decoration: underline; }
@media (max-width: 45rem) { .span > summary { grid-template-columns: 1fr; gap: 0.15rem; } }
`;
