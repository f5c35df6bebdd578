/**
 * The panel's style sheet: the right of the screen, sizes relative to it, nothing newer than CSS 2 and border-radius.
 * The first page has 22 px at 1280 × 720, which is read from three metres; the second is for who comes closer.
 */
const P = '.ctv-inspector'
const FAMILY = '"Roboto","Helvetica Neue",Arial,"DejaVu Sans",sans-serif'

export const STYLE = [
  P +
    '{position:fixed;top:0;right:0;bottom:0;width:38%;z-index:2147483000;overflow:hidden;background:#0b0f16;background:rgba(9,13,20,.96);color:#e6ebf2;font:500 3.06vh/1.28 ' +
    FAMILY +
    ';text-align:left;text-shadow:none;cursor:default}',
  P + '-details{font-size:2.1vh;line-height:1.34}',
  P + '-page{position:absolute;top:1.6vh;right:1.2vw;bottom:5.4vh;left:1.2vw;overflow:hidden}',
  P +
    '-foot{position:absolute;right:1.2vw;bottom:1.2vh;left:1.2vw;border-top:1px solid #2b3648;padding-top:.5vh;color:#93a1b5;font-size:2.5vh;line-height:1.2;white-space:nowrap}',
  P + '-section{margin:0 0 1.2vh}',
  P +
    '-title{margin:0 0 .3vh;border-bottom:1px solid #2b3648;color:#7cc4ff;font-size:82%;line-height:1.35;font-weight:700}',
  P + '-line{position:relative;overflow:hidden}',
  P + '-label{float:left;width:25%;color:#93a1b5;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}',
  P + '-value{margin-left:26%;word-wrap:break-word}',
  P + '-wide{word-wrap:break-word}',
  P + '-good{color:#7fe3a1}',
  P + '-warn{color:#ffd479}',
  P + '-bad{color:#ff9c9c;font-weight:700}',
  P + '-quiet{color:#a6b2c3}',
  P + '-fresh{padding:0 .6vw;border-radius:.4vh;background:#ffd479;color:#0b0f16;font-weight:700}',
  P + '-code{font-family:"Roboto Mono",Menlo,"DejaVu Sans Mono",monospace;font-size:90%;color:#c9d4e3}',
  P + '-none{display:none}',
  P +
    '-bar,' +
    P +
    '-columns{position:relative;clear:both;height:2.2vh;margin:.6vh 0;background:#232c3b;border-radius:.3vh;overflow:hidden}',
  P + '-columns{height:8vh;background:#141c28;border-bottom:2px solid #4cc2ff;border-radius:0}',
  P + '-span{position:absolute;bottom:0;height:100%;min-width:1px;background:#4cc2ff}',
].join('\n')
