// ctv-tracker-tools/admin holds secret keys: bundlers that build for a browser are led here, and this
// import, which leads nowhere on purpose, fails their build with its name.
import './ctv-tracker-tools-admin-holds-secret-keys-and-must-stay-on-a-server.js'
