package io.keypath.longlifetimegrant.service;

import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.CredentialLedger;
import io.keypath.tokens.service.JwtId;
import io.keypath.tokens.service.PolicyAttributes;
import io.keypath.tokens.service.TokenAudit;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.UserEvents;
import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenKind;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Ends long-lifetime tokens that Keycloak ends in its own way: by its revocation endpoint, and by a change of the password.
 * It works inside the event's transaction: a password is not changed unless the tokens are ended too. Keycloak only logs
 * what a listener throws, so that a failure is kept for the commit, which then fails where the caller sees it. It works
 * while the engine is switched off too: Keycloak's own endpoints go on taking the tokens.
 */
final class LongLifetimeEventListener implements EventListenerProvider {

    /** Realm attribute: whether a change of a user's password ends his long-lifetime tokens; true when absent. */
    static final String ON_PASSWORD_CHANGE = "keypath.token.revoke-on-password-change";

    private static final Set<TokenKind> KINDS = Set.of(TokenKind.LONG_LIFETIME);
    private static final TokenAudit AUDIT = new UserEvents(null);
    private static final Pattern USER = Pattern.compile(
            "users/([^/]+)(?:/(reset-password|disable-credential-types|credentials/[^/]+|consents/(.+)))?");

    private static final long MOMENT_MILLIS = 1000;

    private final KeycloakSession session;

    LongLifetimeEventListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        String userId = event.getUserId();
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        if (event.getType() == EventType.REVOKE_GRANT) {
            String tokenId = details.get(Details.TOKEN_ID);
            String clientId = details.get(Details.REVOKED_CLIENT);
            JwtId.tokenId(tokenId).ifPresent(id -> end(() -> revoked(event.getRealmId(), id)));
            if (tokenId == null && clientId != null && userId != null) {
                consentWithdrawn(event.getRealmId(), userId, clientId);
            }
        } else if (userId != null && changesPassword(event.getType(), details)) {
            passwordChanged(event.getRealmId(), userId, () -> Long.MAX_VALUE);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        Matcher path = USER.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
        if (!path.matches()) {
            return;
        }
        String realmId = event.getRealmId();
        String userId = path.group(1);
        String what = path.group(2);
        OperationType operation = event.getOperationType();
        if (what == null) {
            if (operation == OperationType.UPDATE) {
                // A password may have come along: the event does not tell, the password's age does.
                passwordChanged(realmId, userId, () -> setWith(event, passwordSetAt(realmId, userId)));
            }
        } else if (path.group(3) != null) {
            consentWithdrawn(realmId, userId, path.group(3));
        } else if (what.equals("reset-password")) {
            passwordChanged(realmId, userId, () -> Long.MAX_VALUE);
        } else if (operation == OperationType.ACTION
                || operation == OperationType.DELETE
                || operation == OperationType.UPDATE) {
            // A credential was taken away: his password, if he has none now.
            passwordChanged(realmId, userId, () -> passwordSetAt(realmId, userId) == 0 ? Long.MAX_VALUE : 0);
        }
    }

    private void revoked(String realmId, String id) {
        try {
            ledger(KINDS).deleteWithSession(realmId, id, AUDIT);
        } catch (ModelDuplicateException e) {
            // Another request revoked it in the same moment, row and JWT: there is nothing left to do, and RFC 7009
            // section 2.2 knows no error for it.
            session.getTransactionManager().setRollbackOnly();
        }
    }

    private static boolean changesPassword(EventType type, Map<String, String> details) {
        return switch (type) {
            case UPDATE_CREDENTIAL, REMOVE_CREDENTIAL ->
                PasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE));
            default -> false;
        };
    }

    // The times of tokens are seconds: a password of this moment ends those of this second too, an older one ends those
    // before its second.
    private static long setWith(AdminEvent event, long passwordSetAt) {
        return event.getTime() - passwordSetAt < MOMENT_MILLIS ? Long.MAX_VALUE : passwordSetAt / 1000 - 1;
    }

    // Epoch milliseconds; 0 for a user whose password is not here.
    private long passwordSetAt(String realmId, String userId) {
        RealmModel realm = session.realms().getRealm(realmId);
        UserModel user = realm == null ? null : session.users().getUserById(realm, userId);
        return user == null
                ? 0
                : user.credentialManager()
                        .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                        .map(CredentialModel::getCreatedDate)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
    }

    // Each token that was issued until then ends; in epoch seconds.
    private void passwordChanged(String realmId, String userId, LongSupplier issuedUntil) {
        if (endsTokens(realmId)) {
            end(() -> ledger(KINDS)
                    .deleteAllWithSession(TokenFilter.ofOwner(realmId, userId), issuedUntil.getAsLong(), AUDIT));
        }
    }

    // All that the client got for the user, in whichever form.
    private void consentWithdrawn(String realmId, String userId, String clientId) {
        end(() -> {
            RealmModel realm = session.realms().getRealm(realmId);
            ClientModel client = realm == null ? null : Clients.find(realm, clientId);
            if (client != null) {
                ledger(TokenKind.tokens())
                        .deleteAllWithSession(
                                TokenFilter.ofOwner(realmId, userId).withClient(client.getId()), Long.MAX_VALUE, AUDIT);
            }
        });
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

    private CredentialLedger ledger(Set<TokenKind> kinds) {
        return TokenEngine.ledger(session, kinds);
    }

    private void end(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            session.getTransactionManager().enlistPrepare(new Failure(e));
        }
    }

    /** Makes a commit fail, in Keycloak's own words where it has some: what failed may be another's change. */
    private static final class Failure extends AbstractKeycloakTransaction {

        private final RuntimeException cause;

        Failure(RuntimeException cause) {
            this.cause = cause;
        }

        @Override
        protected void commitImpl() {
            throw PersistenceExceptionConverter.convert(cause);
        }

        @Override
        protected void rollbackImpl() {
            // What was asked for.
        }
    }

    @Override
    public void close() {}
}
