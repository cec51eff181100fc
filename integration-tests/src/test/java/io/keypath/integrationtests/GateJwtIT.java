package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The JWT that a gate gives its proxy for the server behind. */
class GateJwtIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .serviceAccount("robot")
            .attribute("keypath.gate.default", "{}")
            .attribute("keypath.gate.files", "{\"jwt\":true}")
            .attribute("keypath.gate.maps", "{\"jwt\":true,\"password\":true,\"audience\":\"maps-api\"}")
            .build();

    @Test
    void itTellsWhoCallsToWhoVerifiesItByTheRealmsKeys() throws Exception {
        Answer token = REALM.createToken("ada", "/maps", "read");

        JWTClaimsSet claims = verified(jwt(token.text("token"), "files"), "files");

        assertThat(claims.getSubject()).isEqualTo(REALM.userId("ada"));
        assertThat(claims.getStringClaim("preferred_username")).isEqualTo("ada");
        assertThat(claims.getStringClaim("client_id")).isEqualTo(TestRealm.CLI);
        assertThat(claims.getStringClaim("azp")).isEqualTo(TestRealm.CLI);
        assertThat(claims.getStringClaim("keypath_token_id")).isEqualTo(token.text("id"));
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(claims.getClaims()).doesNotContainKeys("scope", "sid", "realm_access", "resource_access");
    }

    @Test
    void itIsForTheAudienceOfTheGate() throws Exception {
        String token = REALM.createToken("ada", "/maps", "read").text("token");

        assertThat(verified(jwt(token, "maps"), "maps-api").getSubject()).isEqualTo(REALM.userId("ada"));
    }

    @Test
    void itIsTheSameForAWhile() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");
        String other = REALM.createToken("ada", "/maps", "read").text("token");

        String jwt = jwt(token, "files");

        assertThat(jwt(token, "files")).isEqualTo(jwt);
        assertThat(jwt(other, "files")).isNotEqualTo(jwt);
        assertThat(jwt(token, "maps")).isNotEqualTo(jwt);
    }

    @Test
    void withoutTheSettingOrAGoodTokenThereIsNone() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");

        assertThat(asks(token, "default", "/maps").headers().firstValue("Authorization"))
                .isEmpty();
        assertThat(asks(token, "files", "/tiles").headers().firstValue("Authorization"))
                .isEmpty();
        assertThat(asks("nobody", "files", "/maps").headers().firstValue("Authorization"))
                .isEmpty();
    }

    @Test
    void ofNobodyItIsEmptySoThatTheClientsOwnIsOverwritten() {
        REALM.admin("POST", "/gate-shares", Map.of("path", "/public", "principal", "anyone", "access", "read"));

        Answer answer = Http.of("GET", REALM.url("/gate/files/verify"))
                .header("X-Original-URI", "/public/x")
                .header("X-Original-Method", "GET")
                .send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Authorization")).hasValue("");
    }

    @Test
    void itIsNoTokenForKeycloakOrAGate() {
        String jwt = jwt(REALM.serviceAccountLogin("robot"), "files");

        assertThat(asks(jwt, "files", "/maps").status()).isEqualTo(401);
        assertThat(REALM.caller(jwt).get("").status()).isEqualTo(401);
        assertThat(GateSession.at(REALM, "files", "POST", "").bearer(jwt).send().status())
                .isEqualTo(401);
        assertThat(Http.of("GET", REALM.url("/protocol/openid-connect/userinfo"))
                        .bearer(jwt)
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(Http.of("GET", REALM.url("/account"))
                        .bearer(jwt)
                        .header("Accept", "application/json")
                        .send()
                        .status())
                .isEqualTo(401);
        Answer introspected = Http.of("POST", REALM.url("/protocol/openid-connect/token/introspect"))
                .form(Map.of("client_id", "robot", "client_secret", TestRealm.SECRET, "token", jwt))
                .send();
        assertThat(introspected.json().get("active").asBoolean()).isFalse();
        Answer exchanged = Http.of("POST", REALM.url("/protocol/openid-connect/token"))
                .form(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id",
                        "robot",
                        "client_secret",
                        TestRealm.SECRET,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token",
                        "subject_token",
                        jwt))
                .send();
        assertThat(exchanged.status()).isEqualTo(400);
    }

    private static Answer asks(String token, String gate, String target) {
        return Http.of("GET", REALM.url("/gate/" + gate + "/verify"))
                .bearer(token)
                .header("X-Original-URI", target)
                .header("X-Original-Method", "GET")
                .send();
    }

    private static String jwt(String token, String gate) {
        String authorization = asks(token, gate, "/maps").header("Authorization");
        assertThat(authorization).startsWith("Bearer ey");
        return authorization.substring("Bearer ".length());
    }

    private static JWTClaimsSet verified(String jwt, String audience) throws Exception {
        String keys = Http.of("GET", REALM.url("/protocol/openid-connect/certs"))
                .send()
                .body();
        var processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(JWKSet.parse(keys))));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience,
                new JWTClaimsSet.Builder().issuer(REALM.url("")).build(),
                Set.of("sub", "iat", "exp", "jti")));
        return processor.process(jwt, null);
    }
}
