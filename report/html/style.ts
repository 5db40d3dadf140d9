import { dark, light, variables } from "./palette";

/** The whole style sheet. Light is the default and what is printed; dark follows the reader's setting. */
export const style = `
:root{color-scheme:light dark;${variables(light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(dark)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--text);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
body>header,main,body>footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
body>header{padding-top:1.5rem}
body>footer{padding-block:1.5rem;color:var(--muted)}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.3rem;line-height:1.3;margin:2.5rem 0 .75rem;padding-top:1.25rem;border-top:1px solid var(--line)}
main>section:first-child>h2{border-top:0;margin-top:0}
h3{font-size:1.08rem;margin:1.75rem 0 .5rem}
h4{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:.4rem 0}
ul,ol{margin:.4rem 0;padding-left:1.4rem}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code{font:.9em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
.small,.question{font-size:.875rem;color:var(--muted);font-weight:400}
.contents,.jump{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.75rem 0;list-style:none}
.badge{display:inline-block;padding:.05rem .5rem;border:1px solid currentColor;border-radius:.4rem;font-size:.875rem;
font-weight:600;overflow-wrap:anywhere}
.good{color:var(--good);background:var(--goodGround)}
.bad{color:var(--bad);background:var(--badGround)}
.warn{color:var(--warn);background:var(--warnGround)}
.plain{color:var(--muted);background:var(--surface)}
.box{margin:.75rem 0;padding:.5rem 1rem;border-left:.3rem solid currentColor;border-radius:.25rem}
.box>*{color:var(--text)}
.verdict{font-size:1.2rem}
.verdict .badge{font-size:1.2rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1rem 0}
.tile{padding:.6rem .8rem;border:1px solid var(--line);border-radius:.5rem;background:var(--surface);color:var(--text)}
.tile.warn{background:var(--warnGround);border-color:var(--warn)}
.tile dt{font-size:.875rem}
.tile dd{margin:0}
.tile .number{font-size:1.6rem;font-weight:700;line-height:1.3;margin-right:.25rem}
.tile.warn .small{color:var(--text)}
table{width:100%;border-collapse:collapse;margin:1rem 0;font-size:.9375rem}
caption{text-align:left;font-weight:600;padding-bottom:.35rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
.whole,td .badge{white-space:nowrap}
thead th{color:var(--muted);font-weight:600;font-size:.875rem;white-space:nowrap}
tbody th{font-weight:600;overflow-wrap:anywhere}
tbody tr{break-inside:avoid}
figure{margin:1rem 0}
.way{display:block;width:100%;height:auto}
.way.narrow{display:none;max-width:28rem}
.way.sample{display:inline-block;width:1.4rem;height:1.4rem;vertical-align:-.4rem}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;font-size:.875rem;color:var(--muted)}
.way text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--text)}
.way .name{font-weight:600;font-size:14px}
.way .stop,.way .number,.way .bad{text-anchor:middle}
.way .stop{font-weight:600}
.way .tick{stroke:var(--tick);stroke-width:1.5}
.way .hop{stroke:var(--accent);stroke-width:2.5}
.way .offline{stroke:var(--warn);stroke-dasharray:7 4}
.way .head{fill:var(--accent)}
.way .offline+.head{fill:var(--warn)}
.way .start{fill:var(--ground);stroke:var(--accent);stroke-width:3}
.way .absent{fill:var(--ground);stroke:var(--tick);stroke-width:2;stroke-dasharray:3 2}
.way .reached{fill:var(--accent)}
.way .ring{fill:none;stroke:var(--accent);stroke-width:2}
.way circle.number{fill:var(--accent)}
.way text.number{fill:var(--onAccent);font-weight:700}
.way .mark{fill:var(--warn);font-weight:600}
.way .sign{fill:var(--warn)}
.way .signed{stroke:var(--warnGround);stroke-width:2.2;stroke-linecap:round;fill:none}
.way .noway{stroke:var(--bad);stroke-width:2.5;stroke-dasharray:3 5}
.way .cross{fill:var(--bad)}
.way .crossed{stroke:var(--badGround);stroke-width:2.5;stroke-linecap:round}
.way text.bad{fill:var(--bad);font-weight:600}
.notes{list-style:none;padding:0}
.note{margin:.6rem 0;padding:.5rem .9rem;border:1px solid var(--line);border-radius:.5rem;break-inside:avoid}
.note.superseded{border-style:dashed;background:var(--surface);color:var(--muted)}
.about{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem .6rem}
.tag{font-size:.875rem}
.remedy{padding-left:.7rem;border-left:.2rem solid var(--accent)}
details{margin:.75rem 0}
summary{cursor:pointer;font-weight:600;color:var(--accent)}
.hop,.rehearsal{margin-top:1.5rem}
.key{margin:.5rem 0;font-size:.875rem;color:var(--muted)}
.key div{display:grid;grid-template-columns:7rem 1fr;gap:.75rem}
.key dt{font-weight:600}
.key dd{margin:0}
.op{font-weight:600;white-space:nowrap}
.opsign{display:inline-block;width:1.1em;text-align:center;
font-family:ui-monospace,Menlo,Consolas,"Liberation Mono",monospace}
.op.delete{color:var(--bad)}
.op.replace{color:var(--warn)}
.op.create{color:var(--good)}
.op.update{color:var(--accent)}
.paths{margin:0;padding:0;list-style:none}
.ups>li{margin:.9rem 0;padding-left:.25rem}
.phases{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;padding:0}
.said{list-style:none;padding:0}
.said li{margin:.3rem 0}
.message{white-space:pre-wrap}
@media screen and (max-width:45rem){.way.wide{display:none}.way.narrow{display:block}}
@media screen and (max-width:40rem){
body>header,main,body>footer{padding-inline:1rem}
h1{font-size:1.35rem}
.tiles{grid-template-columns:1fr 1fr}
table,caption,tbody,tr,th,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{padding:.5rem 0;border-bottom:1px solid var(--line)}
tbody th,tbody td{display:grid;grid-template-columns:7rem 1fr;gap:.75rem;border:0;padding:.1rem 0}
tbody th::before,tbody td::before{content:attr(data-head);color:var(--muted);font-weight:400}
tbody th>div,tbody td>div{min-width:0}
.ups{padding-left:1.2rem}
}
@media print{
body{font-size:10pt}
body>header,main,body>footer{max-width:none;padding-inline:0}
a{color:inherit;text-decoration:none}
.contents,.jump{display:none}
details::details-content{content-visibility:visible;block-size:auto}
h2,h3,h4,caption{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
