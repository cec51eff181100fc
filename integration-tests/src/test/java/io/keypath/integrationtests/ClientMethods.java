package io.keypath.integrationtests;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.keypath.keycloakdist.RunningKeycloak;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** A realm with a client of each way in which Keycloak authenticates clients, and the requests that these send. */
record ClientMethods(TestRealm realm) {

    /** The secret of all clients that have one, also of those that do not authenticate by it. */
    static final String SECRET = "a-secret-for-tests-that-is-long-enough-for-HS256";

    static final String WRONG = "wrong-secret-for-tests-that-is-long-enough-for-HS256";

    static final String HEADER = "Authorization";

    // What is guessed here must not let others wait, who come from the loopback address. A private one may do without
    // TLS.
    static final String FORWARDED = "X-Forwarded-For";
    private static final String ADDRESS = "10.45.0.1";

    /** The client that authenticates with {@code Authorization: Secret}. */
    static final String OURS = "by-secret-header";

    private static final String OUR_TYPE = "keypath-secret";
    private static final String ISSUER = "https://elsewhere.example";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static final KeyPair KEYS = keys();
    private static final KeyPair OTHER_KEYS = keys();

    /** Keycloak's own ways. */
    enum Method {
        BASIC("client-secret"),
        POST("client-secret"),
        SECRET_JWT("client-secret-jwt"),
        PRIVATE_KEY_JWT("client-jwt"),
        FEDERATED_JWT("federated-jwt"),
        PUBLIC("client-secret");

        private final String type;

        Method(String type) {
            this.type = type;
        }

        String clientId() {
            return "by-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Such a realm; {@code withOurs} adds a client of {@code keypath-secret} with the secret that all others have. */
    static ClientMethods on(RunningKeycloak keycloak, boolean withOurs) {
        var builder = TestRealm.builder(keycloak)
                .user("ada")
                .with(
                        "identityProviders",
                        List.of(Map.of(
                                "alias",
                                "elsewhere",
                                "providerId",
                                "oidc",
                                "enabled",
                                true,
                                "config",
                                Map.of(
                                        "issuer",
                                        ISSUER,
                                        "clientId",
                                        "keycloak",
                                        "tokenUrl",
                                        ISSUER + "/token",
                                        "authorizationUrl",
                                        ISSUER + "/auth",
                                        "validateSignature",
                                        "true",
                                        "useJwksUrl",
                                        "false",
                                        "publicKeySignatureVerifier",
                                        publicKey(),
                                        "supportsClientAssertions",
                                        "true"))));
        for (Method method : Method.values()) {
            builder.client(client(method));
        }
        if (withOurs) {
            builder.client(client(OURS, OUR_TYPE, Map.of()));
        }
        return new ClientMethods(builder.build());
    }

    private static Map<String, Object> client(Method method) {
        return switch (method) {
            case PRIVATE_KEY_JWT ->
                client(method.clientId(), method.type, Map.of("jwt.credential.public.key", publicKey()));
            case FEDERATED_JWT ->
                client(
                        method.clientId(),
                        method.type,
                        Map.of("jwt.credential.issuer", "elsewhere", "jwt.credential.sub", "external"));
            case PUBLIC ->
                Map.of(
                        "clientId",
                        method.clientId(),
                        "publicClient",
                        true,
                        "directAccessGrantsEnabled",
                        true,
                        "redirectUris",
                        List.of("https://app.example/*"));
            default -> client(method.clientId(), method.type, Map.of());
        };
    }

    /** A confidential client of some authenticator type, in Keycloak's own JSON. */
    static Map<String, Object> client(String clientId, String type, Map<String, String> attributes) {
        return Map.of(
                "clientId",
                clientId,
                "secret",
                SECRET,
                "publicClient",
                false,
                "serviceAccountsEnabled",
                true,
                "clientAuthenticatorType",
                type,
                "attributes",
                attributes);
    }

    /** Asks for a token in the name of a client, by a method that may be another client's, with a good or a wrong credential. */
    Answer token(Method method, String clientId, boolean isGood, String... moreAuthorization) {
        String secret = isGood ? SECRET : WRONG;
        KeyPair keys = isGood ? KEYS : OTHER_KEYS;
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "client_credentials");
        Http request = Http.of("POST", realm.url(OAuthEndpoints.TOKEN)).header(FORWARDED, ADDRESS);
        switch (method) {
            case BASIC -> request.header(HEADER, basic(clientId, secret));
            case POST -> {
                form.put("client_id", clientId);
                form.put("client_secret", secret);
            }
            case SECRET_JWT -> assertion(form, hmac(clientId, secret));
            case PRIVATE_KEY_JWT -> assertion(form, rsa(clientId, clientId, keys));
            case FEDERATED_JWT -> assertion(form, rsa(ISSUER, "external", keys));
            case PUBLIC -> {
                form.put("client_id", clientId);
                form.put("grant_type", "password");
                form.put("username", "ada");
                form.put("password", isGood ? "ada" : "wrong");
            }
        }
        for (String value : moreAuthorization) {
            request.header(HEADER, value);
        }
        return request.form(form).send();
    }

    /** Asks for a token with nothing but a header. */
    Answer withHeader(String authorization) {
        return Http.of("POST", realm.url(OAuthEndpoints.TOKEN))
                .header(FORWARDED, ADDRESS)
                .header(HEADER, authorization)
                .form(Map.of("grant_type", "client_credentials"))
                .send();
    }

    /** Asks for a token in the name of a client without any credential. */
    Answer withoutCredential(String clientId) {
        return Http.of("POST", realm.url(OAuthEndpoints.TOKEN))
                .form(Map.of("grant_type", "client_credentials", "client_id", clientId))
                .send();
    }

    /** The authenticators of a flow of clients, in their order. */
    static List<String> executions(TestRealm realm, String flow) {
        return realm.admin("GET", "/authentication/flows/" + Http.encoded(flow) + "/executions")
                .json()
                .valueStream()
                .map(execution -> execution.get("providerId").asText())
                .toList();
    }

    /** What tells one answer from another: the status, the error, and the challenge; tokens differ each time. */
    static String outcome(Answer answer) {
        if (answer.status() == 200) {
            return "200 " + OAuthEndpoints.claims(answer.text("access_token")).get("azp");
        }
        return answer.status() + " " + answer.header("WWW-Authenticate").replaceAll("test-[0-9a-z-]+", "REALM") + " "
                + answer.body();
    }

    private static void assertion(Map<String, String> form, String jwt) {
        form.put("client_assertion_type", JWT_BEARER);
        form.put("client_assertion", jwt);
    }

    private static String basic(String clientId, String secret) {
        return "Basic "
                + Base64.getEncoder().encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private String hmac(String clientId, String secret) {
        try {
            return signed(JWSAlgorithm.HS256, new MACSigner(secret), clientId, clientId);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private String rsa(String issuer, String subject, KeyPair keys) {
        return signed(JWSAlgorithm.RS256, new RSASSASigner(keys.getPrivate()), issuer, subject);
    }

    private String signed(JWSAlgorithm algorithm, JWSSigner signer, String issuer, String subject) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject)
                .audience(realm.url(""))
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(30)))
                .build();
        var jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return jwt.serialize();
    }

    private static String publicKey() {
        return Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
