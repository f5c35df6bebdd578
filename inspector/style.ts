/**
 * The panel's style sheet: the right third of the screen, sizes relative to it, nothing newer than CSS 2 and border-radius.
 */
const P = '.ctv-inspector'

export const STYLE = [
  P +
    '{position:fixed;top:0;right:0;bottom:0;width:33.4%;z-index:2147483000;overflow:hidden;-webkit-box-sizing:border-box;box-sizing:border-box;padding:2.2vh 1.4vw 1vh 1vw;background:#0b0f16;background:rgba(9,13,20,.96);color:#e6ebf2;font:500 1.72vh/1.36 "DejaVu Sans","Roboto","Helvetica Neue",Arial,sans-serif;text-align:left;text-shadow:none;cursor:default}',
  P + '-section{margin:0 0 1.1vh}',
  P + '-title{margin:0 0 .35vh;padding:0 0 .25vh;border-bottom:1px solid #2b3648;color:#7cc4ff;font-weight:700}',
  P + '-line{position:relative;overflow:hidden}',
  P + '-label{float:left;width:25%;color:#93a1b5;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}',
  P + '-value{margin-left:26%;word-wrap:break-word}',
  P + '-wide{word-wrap:break-word}',
  P + '-good{color:#7fe3a1}',
  P + '-warn{color:#ffd479}',
  P + '-bad{color:#ff8f8f}',
  P + '-quiet{color:#93a1b5}',
  P + '-code{font:500 1.5vh/1.5 "DejaVu Sans Mono","Roboto Mono",Menlo,monospace;color:#c9d4e3}',
  P + '-none{display:none}',
  P +
    '-bar{position:relative;clear:both;height:1.7vh;margin:.4vh 0 .6vh;background:#232c3b;border-radius:.3vh;overflow:hidden}',
  P + '-span{position:absolute;top:0;bottom:0;min-width:1px;background:#4cc2ff}',
].join('\n')
