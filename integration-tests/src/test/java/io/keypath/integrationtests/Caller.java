package io.keypath.integrationtests;

/** Somebody who calls the resources below one address. */
record Caller(String base, String bearer) {

    Answer get(String path) {
        return request("GET", path).send();
    }

    Answer post(String path, Object body) {
        return request("POST", path).json(body).send();
    }

    Answer put(String path, Object body) {
        return request("PUT", path).json(body).send();
    }

    Answer patch(String path, Object body) {
        return request("PATCH", path).json(body).send();
    }

    Answer delete(String path) {
        return request("DELETE", path).send();
    }

    Http request(String method, String path) {
        return Http.of(method, base + path).bearer(bearer);
    }

    @Override
    public String toString() {
        return "Caller[" + base + "]";
    }
}
