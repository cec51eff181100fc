package io.keypath.longlifetimegrant;

import io.keypath.pathtokens.service.JwtId;
import io.keypath.pathtokens.service.PathTokenProvider;
import io.keypath.pathtokens.service.PolicyAttributes;
import io.keypath.pathtokens.service.TokenAudit;
import io.keypath.pathtokens.service.TokenLedger;
import io.keypath.pathtokens.service.UserEvents;
import io.keypath.pathtokens.store.TokenFilter;
import io.keypath.pathtokens.store.TokenKind;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Ends long-lifetime tokens that Keycloak ends in its own way: by its revocation endpoint, and by a change of the password.
 * It works inside the event's transaction: a password is not changed unless the tokens are ended too. Keycloak only logs
 * what a listener throws, so that a failure is kept for the commit, which then fails where the caller sees it.
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
                    .ifPresent(id -> end(ledger -> ledger.deleteWithSession(event.getRealmId(), id, AUDIT)));
        } else if (userId != null && changesPassword(event.getType(), details)) {
            passwordChanged(event.getRealmId(), userId, Long.MAX_VALUE);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        Matcher path = USER.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
        if (!path.matches()) {
            return;
        }
        if (path.group(2) != null && event.getOperationType() == OperationType.ACTION) {
            passwordChanged(event.getRealmId(), path.group(1), Long.MAX_VALUE);
        } else if (path.group(2) == null && event.getOperationType() == OperationType.UPDATE) {
            // A password may have come along: the event does not tell, the password's age does.
            passwordChanged(event.getRealmId(), path.group(1), passwordSetAt(event.getRealmId(), path.group(1)));
        }
    }

    private static boolean changesPassword(EventType type, Map<String, String> details) {
        return switch (type) {
            case UPDATE_CREDENTIAL, REMOVE_CREDENTIAL ->
                PasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE));
            default -> false;
        };
    }

    // Epoch seconds; 0 for a user whose password is not here.
    private long passwordSetAt(String realmId, String userId) {
        RealmModel realm = session.realms().getRealm(realmId);
        UserModel user = realm == null ? null : session.users().getUserById(realm, userId);
        return user == null
                ? 0
                : user.credentialManager()
                        .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                        .map(CredentialModel::getCreatedDate)
                        .filter(Objects::nonNull)
                        .mapToLong(millis -> millis / 1000)
                        .max()
                        .orElse(0);
    }

    private void passwordChanged(String realmId, String userId, long issuedBefore) {
        if (endsTokens(realmId)) {
            end(ledger -> ledger.deleteAllWithSession(TokenFilter.ofOwner(realmId, userId), issuedBefore, AUDIT));
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

    private void end(Consumer<TokenLedger> work) {
        PathTokenProvider tokens = PathTokenProvider.of(session);
        if (tokens == null) {
            return;
        }
        try {
            work.accept(tokens.ledger(KINDS));
        } catch (RuntimeException e) {
            session.getTransactionManager().enlistPrepare(new Failure(e));
        }
    }

    /** Makes a commit fail. */
    private static final class Failure extends AbstractKeycloakTransaction {

        private final RuntimeException cause;

        Failure(RuntimeException cause) {
            this.cause = cause;
        }

        @Override
        protected void commitImpl() {
            throw new IllegalStateException("Long-lifetime tokens could not be ended", cause);
        }

        @Override
        protected void rollbackImpl() {
            // What was asked for.
        }
    }

    @Override
    public void close() {}
}
