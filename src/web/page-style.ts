/** The only style of a run's page; what is not in here does not apply, by the page's policy. */
export const pageStyle = `
:root{color-scheme:light dark;--ink:#1d2420;--soft:#5d6a63;--line:#dfe4dd;--ground:#fbfaf6;--card:#fff;--accent:#0b6b58;--good:#1a7f4b;--bad:#b3261e;--wait:#8a5a00;--code:#f3f3ec}
@media (prefers-color-scheme:dark){:root{--ink:#e6eae5;--soft:#9aa69f;--line:#2c3531;--ground:#131816;--card:#1a211e;--accent:#5cc9ae;--good:#62c98f;--bad:#ff8a80;--wait:#e5b45a;--code:#111513}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
main{max-width:54rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.45rem;line-height:1.25;margin:.15rem 0 .5rem;letter-spacing:-.01em}
h2{font-size:1.02rem;margin:2.2rem 0 .7rem}
p{margin:.5rem 0}
a{color:var(--accent)}
.over{color:var(--soft);font-size:.9rem;margin:0}
.soft{color:var(--soft);font-size:.9rem}
.outcome{border:1px solid var(--line);border-left:4px solid var(--accent);background:var(--card);border-radius:8px;padding:.8rem 1.1rem;margin:1rem 0}
.outcome.good{border-left-color:var(--good)}
.outcome.bad{border-left-color:var(--bad)}
.outcome.wait{border-left-color:var(--wait)}
.outcome strong{display:block}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.9rem 1.2rem;margin:1.1rem 0}
dt{color:var(--soft);font-size:.82rem}
dd{margin:0;font-variant-numeric:tabular-nums}
ol.stages{list-style:none;margin:0;padding:0}
ol.stages li{display:flex;gap:1rem;justify-content:space-between;padding:.32rem 0 .32rem 1.2rem;border-left:2px solid var(--line);margin-left:.35rem;position:relative}
ol.stages li::before{content:"";position:absolute;left:-.4rem;top:.78rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--good)}
ol.stages li.now::before{background:var(--wait)}
ol.stages li.broken::before{background:var(--bad)}
ol.stages span{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}
details{border:1px solid var(--line);background:var(--card);border-radius:8px;margin:.45rem 0}
summary{cursor:pointer;padding:.5rem .9rem;display:flex;gap:.6rem;align-items:baseline}
summary::before{content:"▸";color:var(--soft)}
details[open]>summary::before{content:"▾"}
summary b{font-weight:600;white-space:nowrap}
summary code{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0;flex:1}
summary .end{color:var(--soft);font-size:.85rem;white-space:nowrap;margin-left:auto}
details>div{padding:0 .9rem .8rem}
pre{background:var(--code);border:1px solid var(--line);border-radius:6px;padding:.65rem .8rem;margin:.4rem 0;overflow:auto;max-height:28rem;font:.8rem/1.45 ui-monospace,SFMono-Regular,Menlo,monospace;white-space:pre-wrap}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,monospace}
p.bad,summary .end.bad{color:var(--bad)}
summary .end.good{color:var(--good)}
.said{white-space:pre-wrap;margin:.3rem 0}
ul{margin:.3rem 0;padding-left:1.2rem}
nav{display:flex;gap:1rem;flex-wrap:wrap;margin:.6rem 0;font-size:.92rem}
footer{margin-top:3rem;color:var(--soft);font-size:.85rem;border-top:1px solid var(--line);padding-top:.9rem}
`;
