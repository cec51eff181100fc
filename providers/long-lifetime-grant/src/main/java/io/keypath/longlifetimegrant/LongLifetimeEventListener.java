package io.keypath.longlifetimegrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.keypath.pathtokens.service.JwtId;
import io.keypath.pathtokens.service.PathTokenProvider;
import io.keypath.pathtokens.service.PolicyAttributes;
import io.keypath.pathtokens.service.TokenAudit;
import io.keypath.pathtokens.service.TokenLedger;
import io.keypath.pathtokens.service.UserEvents;
import io.keypath.pathtokens.store.TokenFilter;
import io.keypath.pathtokens.store.TokenKind;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.util.JsonSerialization;

/**
 * Ends long-lifetime tokens that Keycloak ends in its own way: by its revocation endpoint, and by a change of the password.
 * It works when the event's transaction is about to commit, inside of it: a password is not changed unless the tokens are
 * ended too. Keycloak only logs what a listener throws; a failing commit is an error that the caller sees.
 */
final class LongLifetimeEventListener implements EventListenerProvider {

    /** Realm attribute: whether a change of a user's password ends his long-lifetime tokens; true when absent. */
    static final String ON_PASSWORD_CHANGE = "keypath.token.revoke-on-password-change";

    private static final Set<TokenKind> KINDS = Set.of(TokenKind.LONG_LIFETIME);
    private static final TokenAudit AUDIT = new UserEvents(null);
    private static final Pattern USER = Pattern.compile("users/([^/]+)(/reset-password)?");

    private final KeycloakSession session;

    LongLifetimeEventListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        String userId = event.getUserId();
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        if (event.getType() == EventType.REVOKE_GRANT) {
            JwtId.tokenId(details.get(Details.TOKEN_ID))
                    .ifPresent(id -> beforeCommit(ledger -> ledger.deleteWithSession(event.getRealmId(), id, AUDIT)));
        } else if (userId != null && changesPassword(event.getType(), details)) {
            passwordChanged(event.getRealmId(), userId);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        Matcher path = USER.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
        if (path.matches() && setsPassword(event, path.group(2) != null)) {
            passwordChanged(event.getRealmId(), path.group(1));
        }
    }

    private static boolean setsPassword(AdminEvent event, boolean resets) {
        return resets
                ? event.getOperationType() == OperationType.ACTION
                : event.getOperationType() == OperationType.UPDATE && holdsPassword(event.getRepresentation());
    }

    private static boolean changesPassword(EventType type, Map<String, String> details) {
        return switch (type) {
            case UPDATE_CREDENTIAL, REMOVE_CREDENTIAL ->
                PasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE));
            default -> false;
        };
    }

    // An update of a user may bring a new password along; Keycloak masks it and leaves the field.
    private static boolean holdsPassword(@Nullable String representation) {
        if (representation == null) {
            return false;
        }
        try {
            JsonNode credentials =
                    JsonSerialization.mapper.readTree(representation).path("credentials");
            return !credentials.isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    private void passwordChanged(String realmId, String userId) {
        if (endsTokens(realmId)) {
            beforeCommit(ledger -> ledger.deleteAllWithSession(TokenFilter.ofOwner(realmId, userId), AUDIT));
        }
    }

    private boolean endsTokens(String realmId) {
        RealmModel realm = session.realms().getRealm(realmId);
        try {
            return realm != null && PolicyAttributes.flag(realm, ON_PASSWORD_CHANGE, true);
        } catch (PolicyAttributes.InvalidPolicyException e) {
            // What cannot be read must not keep a stolen token alive.
            return true;
        }
    }

    private void beforeCommit(Consumer<TokenLedger> work) {
        PathTokenProvider tokens = PathTokenProvider.of(session);
        if (tokens == null) {
            return;
        }
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                work.accept(tokens.ledger(KINDS));
            }

            @Override
            protected void rollbackImpl() {
                // Nothing happened: nothing to end.
            }
        });
    }

    @Override
    public void close() {}
}
