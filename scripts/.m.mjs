import { minify } from 'terser'
import fs from 'fs'; import zlib from 'zlib'
const src = fs.readFileSync('/work/main/dist/ctv-tracker.js','utf8')
const api = fs.readFileSync('/work/main/src/api.ts','utf8')+fs.readFileSync('/work/main/src/options.ts','utf8')+fs.readFileSync('/work/main/src/ports/ports.ts','utf8')+['clock','timers','random','stores','transport','lifecycle','player-hook','deferred','device-id','consent-source'].map(f=>fs.readFileSync('/work/main/src/ports/'+f+'.ts','utf8')).join('')+fs.readFileSync('/work/main/src/engagement/types.ts','utf8')+fs.readFileSync('/work/main/src/engagement/signal.ts','utf8')
const reserved=[...new Set(api.match(/[A-Za-z_][A-Za-z0-9_]*/g))].concat('user_id alias aliases events name time properties session_id view_id cohorts activations url page_properties time_spent_seconds percentage_watched VideoEngagement engaged_time completion error message cust_params segment id decorateAdTag daiParams openRtbUserData mediaTailorParams behavioral contextual html5 players ads version tag priority key owner'.split(' '))
const gz=s=>zlib.gzipSync(s,{level:9}).length
const base={ecma:5,compress:{passes:3,keep_fargs:false,ecma:5},format:{comments:false}}
for (const [n,o] of Object.entries({plain:base, unsafe:{...base,compress:{...base.compress,unsafe:true,unsafe_comps:true,pure_getters:true,passes:4,unsafe_arrows:false,booleans_as_integers:false}}, props:{...base,mangle:{properties:{reserved,keep_quoted:true}}}, propsAll:{...base,mangle:{properties:{keep_quoted:true}}}})) { const r=await minify(src,o); console.log(n,r.code.length,gz(r.code)) }
