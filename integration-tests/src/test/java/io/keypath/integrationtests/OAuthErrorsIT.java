package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.ACCESS_TOKEN_TYPE;
import static io.keypath.integrationtests.OAuthEndpoints.INTROSPECT;
import static io.keypath.integrationtests.OAuthEndpoints.PATH_TOKEN_TYPE;
import static io.keypath.integrationtests.OAuthEndpoints.REVOKE;
import static io.keypath.integrationtests.OAuthEndpoints.TOKEN;
import static io.keypath.integrationtests.OAuthEndpoints.TOKEN_EXCHANGE;
import static io.keypath.integrationtests.OAuthEndpoints.USERINFO;
import static io.keypath.integrationtests.OAuthEndpoints.basic;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.publicClient;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error of RFC 6749, 6750, 7662, 7009 and 8693 that a caller can cause: status, {@code error}, headers. */
class OAuthErrorsIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .client(confidential("app", "keypath.introspect", "true"))
            .client(publicClient("spa"))
            .build();

    private static final String HUGE = "kpt_" + "a".repeat(100_000);
    private static final String TOO_LONG_FOR_KEYCLOAK = "kpt_" + "a".repeat(200_000);

    private static final String GOOD =
            REALM.createToken("ada", "/maps/ams", "read").text("token");
    private static final String JWT =
            new OAuthEndpoints(REALM).exchange("app", GOOD).text("access_token");

    private static final String EXCHANGE =
            "grant_type=" + Http.encoded(TOKEN_EXCHANGE) + "&subject_token_type=" + Http.encoded(PATH_TOKEN_TYPE);
    private static final String EXCHANGE_GOOD = EXCHANGE + "&subject_token=" + GOOD;

    private static final String NOBODY = "";
    private static final String APP = basic("app");
    private static final String WRONG_SECRET = "Basic YXBwOndyb25n";

    /** {@code error} is empty for an answer without a JSON body; {@code challenge} is what WWW-Authenticate has. */
    record Row(String what, String endpoint, String caller, String form, int status, String error, String challenge) {

        @Override
        public String toString() {
            return endpoint.substring(endpoint.lastIndexOf('/') + 1) + ": " + what;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                // RFC 7662 section 2.3, and 2.1 for the request
                introspect("no client", NOBODY, "token=" + GOOD, 401, "invalid_client"),
                introspect("wrong secret", WRONG_SECRET, "token=" + GOOD, 401, "invalid_client"),
                introspect("unknown client", basic("nobody"), "token=" + GOOD, 401, "invalid_client"),
                introspect("a bearer instead of a client", "Bearer " + GOOD, "token=" + GOOD, 401, "invalid_client"),
                introspect("public client", NOBODY, "client_id=spa&token=" + GOOD, 403, "invalid_request"),
                introspect("no token", APP, "token_type_hint=access_token", 400, "invalid_request"),
                introspect("no parameter", APP, "", 400, "invalid_request"),
                introspect("token twice", APP, "token=" + GOOD + "&token=" + GOOD, 400, "invalid_request"),
                introspect(
                        "hint twice",
                        APP,
                        "token=" + GOOD + "&token_type_hint=path_token&token_type_hint=path_token",
                        400,
                        "invalid_request"),
                introspect("unknown hint", APP, "token=" + GOOD + "&token_type_hint=x", 400, "invalid_request"),
                introspect(
                        "hint of the wrong case",
                        APP,
                        "token=" + GOOD + "&token_type_hint=PATH_TOKEN",
                        400,
                        "invalid_request"),
                introspect("empty token", APP, "token=", 200, ""),
                introspect("100 kB", APP, "token=" + HUGE, 200, ""),
                introspect("100 kB, hinted", APP, "token_type_hint=path_token&token=" + HUGE, 200, ""),
                introspect("200 kB", APP, "token=" + TOO_LONG_FOR_KEYCLOAK, 413, ""),
                introspect("hint refresh_token", APP, "token=" + GOOD + "&token_type_hint=refresh_token", 200, ""),

                // RFC 8693 section 2.2.2, RFC 6749 section 5.2
                token("no client", NOBODY, EXCHANGE_GOOD, 401, "invalid_client"),
                token("wrong secret", WRONG_SECRET, EXCHANGE_GOOD, 401, "unauthorized_client"),
                token("public client", NOBODY, EXCHANGE_GOOD + "&client_id=spa", 400, "unauthorized_client"),
                token("no grant type", APP, "subject_token=" + GOOD, 400, "invalid_request"),
                token("unknown grant type", APP, "grant_type=x&subject_token=" + GOOD, 400, "unsupported_grant_type"),
                token("no subject token", APP, EXCHANGE, 400, "invalid_request"),
                token("empty subject token", APP, EXCHANGE + "&subject_token=", 400, "invalid_request"),
                token("subject token twice", APP, EXCHANGE_GOOD + "&subject_token=" + GOOD, 400, "invalid_request"),
                token("scope twice", APP, EXCHANGE_GOOD + "&scope=a&scope=b", 400, "invalid_request"),
                token("100 kB", APP, EXCHANGE + "&subject_token=" + HUGE, 400, "invalid_request"),
                token("garbage", APP, EXCHANGE + "&subject_token=%00%ff", 400, "invalid_request"),
                token("a JWT as a path token", APP, EXCHANGE + "&subject_token=" + JWT, 400, "invalid_request"),
                token(
                        "no subject token type",
                        APP,
                        "grant_type=" + Http.encoded(TOKEN_EXCHANGE) + "&subject_token=" + GOOD,
                        400,
                        "invalid_request"),
                token(
                        "a path token as an access token",
                        APP,
                        "grant_type=" + Http.encoded(TOKEN_EXCHANGE) + "&subject_token_type="
                                + Http.encoded(ACCESS_TOKEN_TYPE) + "&subject_token=" + GOOD,
                        400,
                        "invalid_request"),
                token("actor token", APP, EXCHANGE_GOOD + "&actor_token=x", 400, "invalid_request"),
                token("actor token type", APP, EXCHANGE_GOOD + "&actor_token_type=x", 400, "invalid_request"),
                token("requested subject", APP, EXCHANGE_GOOD + "&requested_subject=ada", 400, "invalid_request"),
                token("requested issuer", APP, EXCHANGE_GOOD + "&requested_issuer=x", 400, "invalid_request"),
                token("subject issuer", APP, EXCHANGE_GOOD + "&subject_issuer=x", 400, "invalid_request"),
                token(
                        "authorization details",
                        APP,
                        EXCHANGE_GOOD + "&authorization_details=%5B%5D",
                        400,
                        "invalid_request"),
                token(
                        "refresh token asked for",
                        APP,
                        EXCHANGE_GOOD + requested("refresh_token"),
                        400,
                        "invalid_request"),
                token("id token asked for", APP, EXCHANGE_GOOD + requested("id_token"), 400, "invalid_request"),
                token("jwt asked for", APP, EXCHANGE_GOOD + requested("jwt"), 400, "invalid_request"),
                token("saml asked for", APP, EXCHANGE_GOOD + requested("saml2"), 400, "invalid_request"),
                token("unknown audience", APP, EXCHANGE_GOOD + "&audience=x", 400, "invalid_target"),
                token(
                        "one audience of two unknown",
                        APP,
                        EXCHANGE_GOOD + "&audience=app&audience=x",
                        400,
                        "invalid_target"),
                token("resource", APP, EXCHANGE_GOOD + "&resource=https%3A%2F%2Fapi.example", 400, "invalid_target"),
                token("wider scope", APP, EXCHANGE_GOOD + "&scope=read%3A%2F", 400, "invalid_scope"),
                token("unknown scope", APP, EXCHANGE_GOOD + "&scope=x", 400, "invalid_scope"),

                // RFC 7009 section 2.2.1
                revoke("no client", NOBODY, "token=" + GOOD, 401, "invalid_client"),
                revoke("wrong secret", WRONG_SECRET, "token=" + GOOD, 401, "unauthorized_client"),
                revoke("no token", APP, "", 400, "invalid_request"),
                revoke("token twice", APP, "token=a&token=b", 400, "invalid_request"),

                // RFC 6750 section 3.1: a path token is no access token of Keycloak's own APIs
                bearer("path token", GOOD, 401, "invalid_token"),
                bearer("JWT without openid", JWT, 403, "insufficient_scope"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theErrorIsTheOneOfTheRfc(Row row) {
        Http request = Http.of("POST", REALM.url(row.endpoint()));
        if (!row.caller().isEmpty()) {
            request.header("Authorization", row.caller());
        }

        Answer answer = request.form(row.form()).send();

        assertThat(answer.status()).as(answer.body()).isEqualTo(row.status());
        if (!row.error().isEmpty()) {
            assertThat(answer.text("error")).isEqualTo(row.error());
            assertThat(answer.header("Content-Type")).startsWith("application/json");
        }
        if (row.endpoint().equals(TOKEN)) {
            // RFC 6749 section 5.1
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.header("Pragma")).isEqualTo("no-cache");
        }
        assertThat(answer.header("WWW-Authenticate")).contains(row.challenge());
        // A message that repeats the token would end in somebody's log.
        assertThat(answer.body()).doesNotContain(GOOD);
    }

    private static String requested(String type) {
        return "&requested_token_type=" + Http.encoded("urn:ietf:params:oauth:token-type:" + type);
    }

    private static Row introspect(String what, String caller, String form, int status, String error) {
        return new Row(what, INTROSPECT, caller, form, status, error, "");
    }

    private static Row token(String what, String caller, String form, int status, String error) {
        return new Row(what, TOKEN, caller, form, status, error, "");
    }

    private static Row revoke(String what, String caller, String form, int status, String error) {
        return new Row(what, REVOKE, caller, form, status, error, "");
    }

    private static Row bearer(String what, String token, int status, String error) {
        // Keycloak answers without a body.
        return new Row(what, USERINFO, "Bearer " + token, "", status, "", "error=\"" + error + "\"");
    }
}
