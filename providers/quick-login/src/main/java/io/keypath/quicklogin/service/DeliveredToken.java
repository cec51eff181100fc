package io.keypath.quicklogin.service;

import io.keypath.quicklogin.service.QuickLoginSettings.TokenType;
import java.util.Map;

/** The token that an app gets. */
public record DeliveredToken(String value, Reference reference) {

    /**
     * By which the token can be ended.
     *
     * @param id the {@code jti} of an access token, or the id of a path token
     * @param expiresAt epoch seconds; 0 for never
     */
    public record Reference(TokenType type, String id, String userId, long expiresAt) {

        private static final String TYPE = "type";
        private static final String TOKEN_ID = "token_id";
        private static final String USER = "user";
        private static final String EXPIRES_AT = "expires_at";

        /** For Keycloak's single-use objects. */
        Map<String, String> notes() {
            return Map.of(TYPE, type.id(), TOKEN_ID, id, USER, userId, EXPIRES_AT, Long.toString(expiresAt));
        }

        /** Of what {@link #notes} gave, among other notes maybe. */
        static Reference of(Map<String, String> notes) {
            return new Reference(
                    TokenType.byId(note(notes, TYPE)).orElseThrow(),
                    note(notes, TOKEN_ID),
                    note(notes, USER),
                    Long.parseLong(note(notes, EXPIRES_AT)));
        }

        private static String note(Map<String, String> notes, String name) {
            String value = notes.get(name);
            if (value == null) {
                throw new IllegalStateException("A delivered token without " + name);
            }
            return value;
        }
    }

    @Override
    public String toString() {
        return "DeliveredToken[redacted]";
    }
}
