package io.keypath.integrationtests;

/** Path tokens in Keycloak's embedded database. */
class PathTokensIT extends PathTokensContract {

    PathTokensIT() {
        super(prepared(TestRealm.builder()).build());
    }
}
