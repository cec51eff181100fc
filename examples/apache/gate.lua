-- Asks Keypath's gate about a request, for gate.conf beside it. Needs Debian's lua-socket.

local http = require("socket.http")
http.TIMEOUT = 5

-- What the gate reads of a client's own headers.
local asked = {
    "Authorization", "X-API-Key", "Origin", "Referer", "Accept", "Destination", "If-None-Match",
    "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
}

local identities = {
    "X-Keypath-User", "X-Keypath-User-Id", "X-Keypath-Client", "X-Keypath-Token-Id", "X-Keypath-Access",
}

-- Of the cookies the gate's own.
local function cookie(header, name)
    local own = {}
    for pair in (header or ""):gmatch("[^;]+") do
        local trimmed = pair:match("^%s*(.-)%s*$")
        if trimmed:sub(1, #name) == name then
            table.insert(own, trimmed)
        end
    end
    return #own > 0 and table.concat(own, "; ") or nil
end

-- Who calls is said by the gate alone. Many programs (CGI, PHP, WSGI) read X_Keypath_User as X-Keypath-User; so everything goes that has the
-- name in it. What Connection names is taken out before the program: not the identity.
local function withoutForgeries(r)
    for name, value in pairs(r:headers_in_table()) do
        if name:lower():find("keypath", 1, true) then
            r.headers_in[name] = nil
        end
        if name:lower() == "connection" and value:lower():find("keypath", 1, true) then
            r.headers_in[name] = nil
        end
    end
end

function check(r)
    withoutForgeries(r)
    local keycloak = r.subprocess_env["KEYPATH_KEYCLOAK"]
    local gate = r.subprocess_env["KEYPATH_GATE"]
    local path = r.unparsed_uri:match("^[^?]*")
    if path:sub(1, 7) == "/.gate/" then
        -- Its pages read the query themselves, in the browser.
        r.args = ""
        return apache2.DECLINED
    end
    -- A browser's CORS preflight carries no token. The answer says nothing of the files.
    if r.method == "OPTIONS" and r.headers_in["Origin"] and r.headers_in["Access-Control-Request-Method"] then
        r.err_headers_out["Access-Control-Allow-Methods"] = "GET, HEAD, PUT, POST, PATCH, DELETE, PROPFIND, MKCOL, MOVE, COPY"
        r.err_headers_out["Access-Control-Allow-Headers"] =
            "Authorization, X-API-Key, Content-Type, Depth, Destination, Overwrite, Range, If-Match, If-None-Match"
        r.err_headers_out["Access-Control-Max-Age"] = "600"
        return 204
    end
    local question = {
        ["Host"] = keycloak,
        ["X-Forwarded-Host"] = keycloak,
        ["X-Forwarded-For"] = r.useragent_ip,
        ["X-Forwarded-Proto"] = r.is_https and "https" or "http",
        ["X-Original-Method"] = r.method,
        -- As the client sent it. A gate that reads a token or a key in the query needs it: then r.unparsed_uri.
        ["X-Original-URI"] = path,
        ["Cookie"] = cookie(r.headers_in["Cookie"], "__Host-keypath-" .. gate .. "="),
    }
    for _, name in ipairs(asked) do
        question[name] = r.headers_in[name]
    end
    local ok, verdict, headers = http.request {
        url = "http://" .. keycloak .. "/realms/" .. r.subprocess_env["KEYPATH_REALM"] .. "/gate/" .. gate .. "/verify",
        headers = question,
        redirect = false,
    }
    if ok and verdict == 200 then
        for _, name in ipairs(identities) do
            r.headers_in[name] = headers[name:lower()] or ""
        end
        return apache2.DECLINED
    end
    if ok and (verdict == 401 or verdict == 403) then
        if headers["x-keypath-sign-in"] then
            r.err_headers_out["Location"] = "/.gate/sign-in?to=" .. r.unparsed_uri
            r.err_headers_out["Cache-Control"] = "no-store"
            return 302
        end
        r.err_headers_out["WWW-Authenticate"] = headers["www-authenticate"] or ""
        return verdict
    end
    -- The gate away or slow, or anything else: never the program. gate.conf adds Retry-After.
    return 503
end
