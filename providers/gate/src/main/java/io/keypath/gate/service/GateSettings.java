package io.keypath.gate.service;

import io.keypath.core.CanonicalPath;
import io.keypath.core.InvalidPathException;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a gate reads what a proxy asks, and what it answers.
 *
 * @param source where the request to judge is named
 * @param strip the part of the path that is the proxy's own; grants know what is below it
 * @param challenges the schemes that a 401 offers
 * @param audience that one of Keycloak's own access tokens must have; null for any
 * @param jwt whether an answer brings a JWT for the server behind
 * @param password whether Basic may carry a user's real password
 * @param queryToken whether {@code ?token=} of the target is a credential
 * @param members whether users reach only what shares give them
 * @param signIn clientId of the client with quick login that browsers sign in through; null for none
 * @param cookie of its sessions
 */
public record GateSettings(
        Source source,
        CanonicalPath strip,
        Challenges challenges,
        @Nullable String audience,
        boolean jwt,
        boolean password,
        boolean queryToken,
        boolean members,
        @Nullable String signIn,
        CookieSettings cookie) {

    /** Of the gate that nobody has set. */
    static final GateSettings DEFAULT = new GateSettings(
            Source.ANY,
            CanonicalPath.ROOT,
            Challenges.AUTO,
            null,
            false,
            false,
            false,
            false,
            null,
            CookieSettings.DEFAULT);

    private static final String SOURCE = "source";
    private static final String STRIP = "strip";
    private static final String CHALLENGES = "challenges";
    private static final String AUDIENCE = "audience";
    private static final String JWT = "jwt";
    private static final String PASSWORD = "password";
    private static final String QUERY_TOKEN = "queryToken";
    private static final String MEMBERS = "members";
    private static final String SIGN_IN = "signIn";
    private static final String COOKIE = "cookie";

    /** The fields of the JSON object that settings are. */
    public static final Set<String> FIELDS =
            Set.of(SOURCE, STRIP, CHALLENGES, AUDIENCE, JWT, PASSWORD, QUERY_TOKEN, MEMBERS, SIGN_IN, COOKIE);

    private static final int MAX_AUDIENCE = 255;
    private static final int MAX_CLIENT_ID = 255;

    /** Where the request to judge is named. A client may send the headers that its proxy does not overwrite. */
    public enum Source {
        /** Everywhere: all that is there must agree. */
        ANY("any"),
        /** {@code X-Original-URI} and {@code X-Original-Method}: nginx. */
        ORIGINAL_URI("original-uri"),
        /** {@code X-Original-URL}, absolute, and {@code X-Original-Method}: ingress-nginx. */
        ORIGINAL_URL("original-url"),
        /** {@code X-Forwarded-Uri} and {@code X-Forwarded-Method}: Caddy, Traefik. */
        FORWARDED("forwarded"),
        /** The gate's own address, behind {@code /verify}, and the method that asks: Envoy, Istio. */
        PATH("path");

        private final String id;

        Source(String id) {
            this.id = id;
        }

        /** As JSON shows it. */
        public String id() {
            return id;
        }
    }

    /** The schemes that a 401 offers. */
    public enum Challenges {
        BEARER,
        BEARER_AND_BASIC,
        /** Basic to programs, which send nothing before they are asked for it; not to browsers, which would ask their user. */
        AUTO;

        /** As JSON shows it: a text, or an array of schemes. */
        public Object json() {
            return switch (this) {
                case BEARER -> List.of("bearer");
                case BEARER_AND_BASIC -> List.of("bearer", "basic");
                case AUTO -> "auto";
            };
        }
    }

    /**
     * Reads the settings of a gate, a JSON object.
     *
     * @param name of what holds them, for the refusal
     * @throws org.keycloak.services.ErrorResponseException a 400 that names the field, when they cannot be read
     */
    static GateSettings parse(String name, String json) {
        return of(JsonBody.readObject(name, json, FIELDS));
    }

    /**
     * The settings that an object has the fields of; what is missing has its default.
     *
     * @throws org.keycloak.services.ErrorResponseException a 400 that names the field, when one cannot be read
     */
    public static GateSettings of(JsonBody object) {
        return new GateSettings(
                object.text(SOURCE, 20).map(GateSettings::source).orElse(Source.ANY),
                object.text(STRIP, CanonicalPath.MAX_BYTES)
                        .map(GateSettings::strip)
                        .orElse(CanonicalPath.ROOT),
                challenges(object),
                object.text(AUDIENCE, MAX_AUDIENCE).orElse(null),
                Boolean.TRUE.equals(object.flag(JWT)),
                Boolean.TRUE.equals(object.flag(PASSWORD)),
                Boolean.TRUE.equals(object.flag(QUERY_TOKEN)),
                Boolean.TRUE.equals(object.flag(MEMBERS)),
                object.text(SIGN_IN, MAX_CLIENT_ID).orElse(null),
                object.object(COOKIE, CookieSettings.FIELDS)
                        .map(CookieSettings::of)
                        .orElse(CookieSettings.DEFAULT));
    }

    private static Source source(String id) {
        return Stream.of(Source.values())
                .filter(source -> source.id.equals(id))
                .findFirst()
                .orElseThrow(() -> OAuthError.invalidRequest("source must be one of "
                        + String.join(
                                ", ",
                                Stream.of(Source.values())
                                        .map(source -> source.id)
                                        .toList())));
    }

    private static CanonicalPath strip(String path) {
        try {
            return CanonicalPath.of(path);
        } catch (InvalidPathException e) {
            throw OAuthError.invalidRequest("strip has no canonical form: " + e.getMessage());
        }
    }

    private static Challenges challenges(JsonBody object) {
        Optional<?> sent = object.isArray(CHALLENGES) ? object.texts(CHALLENGES, 2, 10) : object.text(CHALLENGES, 10);
        return sent.map(GateSettings::challenges).orElse(Challenges.AUTO);
    }

    private static Challenges challenges(Object sent) {
        return Stream.of(Challenges.values())
                .filter(challenges -> challenges.json().equals(sent))
                .findFirst()
                .orElseThrow(() -> OAuthError.invalidRequest(
                        "challenges must be [\"bearer\"], [\"bearer\",\"basic\"] or \"auto\""));
    }
}
