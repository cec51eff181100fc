-- Asks Keypath's gate about a request, for haproxy.cfg beside it.

local keycloak = os.getenv("KEYCLOAK")
local address = "http://" .. keycloak .. "/realms/" .. os.getenv("REALM") .. "/gate/" .. os.getenv("GATE") .. "/verify"
local cookie_name = "__Host-keypath-" .. os.getenv("GATE") .. "="

-- What the gate reads of a client's own headers. Each as often as it came: two are refused, and that is the gate's to say.
local asked = {
    "authorization", "x-api-key", "origin", "referer", "accept", "destination", "if-none-match",
    "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-websocket-key", "sec-websocket-version",
}

local identities = {
    "X-Keypath-User", "X-Keypath-User-Id", "X-Keypath-Client", "X-Keypath-Token-Id", "X-Keypath-Access",
}

local function values(headers, name)
    local all = {}
    for i = 0, #(headers[name] or {}) do
        if headers[name] and headers[name][i] then
            table.insert(all, headers[name][i])
        end
    end
    return #all > 0 and all or nil
end

-- Of the cookies the gate's own.
local function cookies(headers)
    local own = {}
    for _, line in ipairs(values(headers, "cookie") or {}) do
        for pair in line:gmatch("[^;]+") do
            local trimmed = pair:match("^%s*(.-)%s*$")
            if trimmed:sub(1, #cookie_name) == cookie_name then
                table.insert(own, trimmed)
            end
        end
    end
    return #own > 0 and { table.concat(own, "; ") } or nil
end

local function first(headers, name)
    local value = headers and headers[name:lower()]
    return value and (value[0] or value[1]) or nil
end

core.register_action("gate", { "http-req" }, function(txn)
    local headers = txn.http:req_get_headers()
    local question = {
        ["host"] = { keycloak },
        ["x-forwarded-host"] = { keycloak },
        ["x-forwarded-for"] = { txn.sf:src() },
        ["x-forwarded-proto"] = { txn.sf:ssl_fc() == "1" and "https" or "http" },
        ["x-original-method"] = { txn.sf:method() },
        -- As the client sent it. A gate that reads a token or a key in the query needs it: then txn.sf:pathq().
        ["x-original-uri"] = { txn.sf:path() },
        ["cookie"] = cookies(headers),
    }
    for _, name in ipairs(asked) do
        question[name] = values(headers, name)
    end
    local answer = core.httpclient():get({ url = address, headers = question, timeout = 5000 })
    local verdict = answer and answer.status or 0
    txn:set_var("txn.verdict", tostring(verdict))
    if verdict == 200 then
        for _, name in ipairs(identities) do
            txn.http:req_set_header(name, first(answer.headers, name) or "")
        end
    elseif verdict == 401 or verdict == 403 then
        txn:set_var("txn.challenge", first(answer.headers, "WWW-Authenticate") or "")
        if first(answer.headers, "X-Keypath-Sign-In") then
            txn:set_var("txn.sign_in", txn.sf:pathq())
        end
    end
end)
