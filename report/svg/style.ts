import { dark, light, type Palette } from "../html/palette";

/**
 * The style sheet of a picture. Colours are written out and not as variables, which many viewers of SVG do not know. It
 * is bound to a class of its own, for a picture that is put into a page.
 */
export const style = `${rules(light)}
@media screen and (prefers-color-scheme:dark){${rules(dark)}}`;

function rules(of: Palette): string {
  return `
.drawing{color-scheme:light dark}
.drawing text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:${of.text}}
.drawing .ground{fill:${of.ground}}
.drawing .title{font-size:18px;font-weight:600}
.drawing .muted{fill:${of.muted}}
.drawing .middle{text-anchor:middle}
.drawing .strong{font-weight:600}
.drawing text.good{fill:${of.good}}
.drawing text.bad{fill:${of.bad}}
.drawing text.warn{fill:${of.warn}}
.drawing .rule{stroke:${of.line};stroke-width:1}
.drawing .reachable{fill:${of.goodGround}}
.drawing .box{fill:${of.surface};stroke:${of.tick};stroke-width:1.5}
.drawing .box.gone{fill:${of.ground};stroke:${of.muted};stroke-dasharray:2 3}
.drawing .box.passed{stroke:${of.accent}}
.drawing .box.way{fill:${of.ground};stroke:${of.accent};stroke-width:3}
.drawing .box.open{fill:${of.goodGround}}
.drawing .box.open:not(.way){stroke:${of.good}}
.drawing .box.reached{fill:${of.accent}}
.drawing .box.required:not(.start){stroke:${of.warn};stroke-width:3}
.drawing text.reached{fill:${of.onAccent}}
.drawing text.gone{fill:${of.muted};text-decoration:line-through}
.drawing .edge{fill:none;stroke:${of.tick};stroke-width:1.5}
.drawing .head{fill:${of.tick}}
.drawing .edge.risky{stroke:${of.warn};stroke-dasharray:6 4}
.drawing .head.risky{fill:${of.warn}}
.drawing .edge.way{stroke:${of.accent};stroke-width:4}
.drawing .head.way{fill:${of.accent}}
.drawing .edge.gap{stroke:${of.bad};stroke-width:2.5;stroke-dasharray:5 5}
.drawing .head.gap,.drawing .cross{fill:${of.bad}}
.drawing .through{stroke:${of.badGround};stroke-width:2.5;stroke-linecap:round}
.drawing .badge{fill:${of.accent}}
.drawing text.number{fill:${of.onAccent};font-weight:700;text-anchor:middle}
.drawing .dot{fill:${of.tick}}
.drawing .dot.gone{fill:${of.ground};stroke:${of.muted};stroke-width:1.5;stroke-dasharray:2 2}
.drawing .dot.sign{fill:${of.warn}}
.drawing .dot.start{fill:${of.ground};stroke:${of.accent};stroke-width:3}
.drawing .dot.way{fill:${of.accent}}
.drawing .ring{fill:none;stroke:${of.accent};stroke-width:2}
.drawing .tick{stroke:${of.accent};stroke-width:2}
.drawing .spine{fill:none;stroke:${of.tick};stroke-width:1.5}
.drawing .spine.risky{stroke:${of.warn};stroke-dasharray:4 3}
.drawing .toline{stroke:${of.accent};stroke-width:1.5}
.drawing .from{fill:${of.ground};stroke:${of.text};stroke-width:1.5}
.drawing .fromline{stroke:${of.text};stroke-width:1.5}
.drawing .to{fill:${of.accent}}
.drawing .to.risky{fill:${of.warnGround};stroke:${of.warn};stroke-width:1.5;stroke-dasharray:4 2}
.drawing .to.partly{fill:${of.accent};stroke:${of.warn};stroke-width:2;stroke-dasharray:4 2}
`;
}
